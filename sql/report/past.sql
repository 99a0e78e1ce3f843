-- 上年和期末: what each indicator was a year before, and where an area stood when its target ended.
--
-- key: indicator, area_code

select
    indicator,
    area_code,
    value_year_before,
    change,
    target_final_period as final_period,
    target_final_value as final_value
from indicator.value
where value_year_before is not null or target_final_value is not null
qualify period = max(period) over (partition by indicator)
order by indicator, area_code
