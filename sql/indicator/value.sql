-- 指标值: every indicator for every area and period, with the newest target that has come into force by then.
--
-- key: indicator, area_code, period

-- A flow adds up over the year only where January is there too.
with valued as (
    select
        *,
        case when kind in ('rate', 'mean') then numerator / nullif(denominator, 0) else numerator end as value,
        case
            when kind = 'flow' and month(min(period) over so_far) = 1 then sum(numerator) over so_far
        end as year_to_date
    from adding.complete
    window so_far as (partition by indicator, area_code, year(period) order by period)
),

-- A plan that has ended still says what was asked last.
targeted as (
    select value.indicator, value.area_code, value.period as value_period, target.period, target.target
    from valued as value
    join indicator.target as target
        on value.indicator = target.indicator and value.area_code = target.area_code
        and value.kind = target.kind and target.period <= value.period
    where target.target is not null
    qualify row_number() over (
        partition by value.indicator, value.area_code, value.period order by target.period desc
    ) = 1
)

select
    valued.indicator,
    valued.area_code,
    valued.area_name,
    valued.area_level,
    valued.period,
    valued.numerator,
    valued.denominator,
    valued.value,
    valued.year_to_date,
    valued.unit,
    valued.kind,
    targeted.target,
    targeted.period as target_period,
    case when valued.kind = 'flow' then valued.year_to_date else valued.value end / nullif(targeted.target, 0)
    as target_share,
    valued.population,
    valued.data_date
from valued
left join targeted
    on valued.indicator = targeted.indicator and valued.area_code = targeted.area_code
    and valued.period = targeted.value_period
order by valued.indicator, valued.area_level, valued.area_code, valued.period
