-- 指标构成: of each indicator, how many it counts and how many it leaves of the denominator, by area that shares nobody.
--
-- key: indicator, area_code, is_met

-- Of a flow the year so far. Amounts of money are no counts (report/amount.sql).
with newest as (
    select
        indicator,
        area_code,
        case when kind = 'flow' then year_to_date else numerator end as numerator,
        denominator
    from indicator.value
    where
        kind <> 'mean' and unit <> '元' and indicator not in ('base_solidity', 'base_solidity_unclamped')
        and (area_code = $region_code or (area_level <> 'unknown' and length(area_code) = $area_digits))
    qualify period = max(period) over (partition by indicator)
),

within as (
    select indicator, sum(numerator) as numerator, sum(denominator) as denominator from newest
    where area_code <> $region_code
    group by indicator
),

-- What the areas do not hold of the region is a part of its own.
part as (
    select indicator, area_code, numerator, denominator from newest
    where area_code <> $region_code
    union all
    select
        newest.indicator,
        'unknown',
        newest.numerator - coalesce(within.numerator, 0),
        newest.denominator - coalesce(within.denominator, 0)
    from newest
    left join within on newest.indicator = within.indicator
    where newest.area_code = $region_code
)

select indicator, area_code, true as is_met, numerator::bigint as people from part
where numerator is not null
union all
select indicator, area_code, false, (denominator - numerator)::bigint from part
where denominator is not null
order by indicator, area_code, is_met
