-- 指标值: every indicator for every area and period, beside the year before and the target for it.
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

-- What a plan that has ended asked last is still said, but nothing of today is judged by it.
targeted as (
    select
        value.indicator,
        value.area_code,
        value.period as value_period,
        target.period,
        target.valid_until,
        target.target,
        target.year_before,
        target.kind as target_kind,
        coalesce(target.valid_until < value.period, false) as is_expired
    from valued as value
    join indicator.target as target
        on value.indicator = target.indicator and value.area_code = target.area_code
        and target.kind in (value.kind, 'change') and target.period <= value.period
    where target.target is not null
    qualify row_number() over (
        partition by value.indicator, value.area_code, value.period order by target.period desc
    ) = 1
),

-- Where an area stood when a target ended: in the last month of its last year, if that is known.
ended as (
    select
        targeted.indicator,
        targeted.area_code,
        targeted.value_period,
        last.period as final_period,
        case when last.kind = 'flow' then last.year_to_date else last.value end as final_value
    from targeted
    join valued as last
        on targeted.indicator = last.indicator and targeted.area_code = last.area_code
        and year(targeted.valid_until) = year(last.period)
    where targeted.is_expired
    qualify row_number() over (
        partition by targeted.indicator, targeted.area_code, targeted.value_period order by last.period desc
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
    valued.counted_by,
    -- What was counted a year ago, else what the plan prints of that year.
    coalesce(
        before.value, case when year(targeted.period) = year(valued.period) then targeted.year_before end
    ) as value_year_before,
    valued.value - coalesce(
        before.value, case when year(targeted.period) = year(valued.period) then targeted.year_before end
    ) as change,
    targeted.target,
    targeted.target_kind,
    targeted.period as target_period,
    targeted.valid_until as target_until,
    coalesce(targeted.is_expired, false) as is_target_expired,
    case
        when targeted.target_kind <> 'change' and not targeted.is_expired
            then case when valued.kind = 'flow' then valued.year_to_date else valued.value end
                / nullif(targeted.target, 0)
    end as target_share,
    ended.final_period as target_final_period,
    ended.final_value as target_final_value,
    valued.population,
    valued.data_date
from valued
left join valued as before
    on valued.indicator = before.indicator and valued.area_code = before.area_code
    and cast(valued.period - interval 12 month as date) = before.period and valued.kind <> 'flow'
left join targeted
    on valued.indicator = targeted.indicator and valued.area_code = targeted.area_code
    and valued.period = targeted.value_period
left join ended
    on valued.indicator = ended.indicator and valued.area_code = ended.area_code
    and valued.period = ended.value_period
order by valued.indicator, valued.area_level, valued.area_code, valued.period
