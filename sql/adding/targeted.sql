-- 对应目标: the newest target that has begun by a period, whether it has expired, and where an area stood then.
--
-- key: indicator, area_code, value_period

-- What a plan that has ended asked last is still said, but nothing of today is judged by it.
with targeted as (
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
    from adding.valued as value
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
    join adding.valued as last
        on targeted.indicator = last.indicator and targeted.area_code = last.area_code
        and year(targeted.valid_until) = year(last.period)
    where targeted.is_expired
    qualify row_number() over (
        partition by targeted.indicator, targeted.area_code, targeted.value_period order by last.period desc
    ) = 1
)

select
    targeted.*,
    ended.final_period,
    ended.final_value
from targeted
left join ended
    on targeted.indicator = ended.indicator and targeted.area_code = ended.area_code
    and targeted.value_period = ended.value_period
