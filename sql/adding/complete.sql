-- 各地区计数: what every indicator has counted in every area and period; zero where nothing was counted there.
--
-- key: indicator, area_code, period

with town as (
    select * from core.area
    where area_level = 'town'
),

area as (
    select distinct area_code, area_name, area_level, false as is_office from adding.counts_for
    union all
    select distinct area_code, area_name, 'apart', true from adding.apart_office
),

counting as (
    select counted.indicator, counted.period, counts_for.area_code, counted.numerator, counted.denominator
    from adding.counted as counted
    left join town on counted.town_code = town.area_code
    join adding.counts_for as counts_for on coalesce(town.area_code, 'unknown') = counts_for.town_code
    union all
    select counted.indicator, counted.period, office.area_code, counted.numerator, counted.denominator
    from adding.counted as counted
    join adding.apart_office as office on counted.handled_by = office.handled_by
),

-- Decimals until here: whatever the order of adding, the same sum.
added as (
    select indicator, period, area_code, sum(numerator)::double as numerator, sum(denominator)::double as denominator
    from counting
    group by indicator, period, area_code
)

-- Not every indicator is counted by office too.
select
    counted.indicator,
    counted.period,
    area.* exclude (is_office),
    definition.* exclude (indicator),
    coalesce(added.numerator, 0) as numerator,
    case when definition.kind in ('rate', 'mean') then coalesce(added.denominator, 0) end as denominator
from (select distinct indicator, period, is_by_office from adding.counted) as counted
cross join area
join indicator.definition as definition on counted.indicator = definition.indicator
left join added
    on counted.indicator = added.indicator and counted.period = added.period and area.area_code = added.area_code
where counted.is_by_office or not area.is_office
