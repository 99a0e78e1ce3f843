-- 各地区计数: what every indicator has counted in every area and period; zero where nothing was counted there.
--
-- key: indicator, area_code, period

with area as (
    select distinct counts_for.area_code, counts_for.area_name, counts_for.area_level, coalesce(
        apart.is_office, false
    ) as is_office
    from adding.counts_for as counts_for
    left join adding.apart_area as apart on counts_for.area_code = apart.area_code
),

counting as (
    select placed.indicator, placed.period, counts_for.area_code, placed.numerator, placed.denominator
    from adding.placed as placed
    join adding.counts_for as counts_for on placed.leaf_code = counts_for.leaf_code
    union all
    -- Of what no plan's table parts, what is set apart has its towns' sums too.
    select placed.indicator, placed.period, apart.area_code, placed.numerator, placed.denominator
    from adding.placed as placed
    join adding.apart_town as apart on placed.leaf_code = apart.town_code
),

added as (
    select indicator, period, area_code, sum(numerator)::double as numerator, sum(denominator)::double as denominator
    from counting
    group by indicator, period, area_code
),

tonight as (
    -- Whom an office alone could tell is not told where nothing is counted by office.
    select
        counted.indicator,
        counted.period,
        area.* exclude (is_office),
        definition.data_date,
        coalesce(added.numerator, 0) as numerator,
        case when definition.kind in ('rate', 'mean') then coalesce(added.denominator, 0) end as denominator
    from (select distinct indicator, period from adding.counted) as counted
    cross join area
    join adding.basis as basis on counted.indicator = basis.indicator
    join indicator.definition as definition on counted.indicator = definition.indicator
    left join added
        on counted.indicator = added.indicator and counted.period = added.period and area.area_code = added.area_code
    where basis.is_by_office or not area.is_office
)

select
    figure.*,
    basis.counted_by,
    definition.* exclude (indicator, data_date)
from (
    select * from tonight
    union all
    -- Months of which only the nights of their time could tell.
    select earlier.* from audit.previous_indicator as earlier
    anti join tonight on earlier.indicator = tonight.indicator and earlier.period = tonight.period
) as figure
join adding.basis as basis on figure.indicator = basis.indicator
join indicator.definition as definition on figure.indicator = definition.indicator
