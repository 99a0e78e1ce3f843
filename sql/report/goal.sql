-- 目标: every area's newest period of each indicator, with what the plan asks of it (empty: nothing).
--
-- key: indicator, area_code

select
    value.indicator,
    value.area_code,
    value.area_name,
    value.area_code = $region_code as is_region,
    value.period,
    bool_and(month(value.period) = 1) over (partition by value.indicator) as is_yearly,
    -- The last month that the data reach.
    calendar.last_month as through,
    value.target,
    value.target_kind,
    value.target_period,
    value.target_until,
    value.is_target_expired,
    coalesce(target.bound, '≥') as bound
from indicator.value as value
cross join core.calendar as calendar
left join indicator.target as target
    on value.indicator = target.indicator and value.area_code = target.area_code
    and value.target_period = target.period
where
    value.area_code = $region_code or value.area_level = 'apart'
    or (value.area_level <> 'unknown' and length(value.area_code) = $area_digits)
qualify value.period = max(value.period) over (partition by value.indicator)
order by value.indicator, value.area_code
