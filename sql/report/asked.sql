-- 目标一览: everything that the plans ask of the whole region, as printed, and whether its time has passed.
--
-- key: indicator, target_title, period

select
    target.indicator,
    target.target_title,
    year(target.period) as first_year,
    target.valid_until,
    coalesce(target.printed, '没有写数') as printed,
    target.kind,
    target.bound,
    target.source,
    coalesce(target.valid_until < calendar.as_of, false) as is_expired
from indicator.target as target
cross join core.calendar as calendar
where target.area_code = $region_code
order by target.indicator, target.target_title, target.period
