-- 指标数值: of what was counted the value, and of a flow the sum over the year so far.
--
-- key: indicator, area_code, period

-- A flow adds up over the year only where January is there too.
select
    *,
    case when kind in ('rate', 'mean') then numerator / nullif(denominator, 0) else numerator end as value,
    case
        when kind = 'flow' and month(min(period) over so_far) = 1 then sum(numerator) over so_far
    end as year_to_date
from adding.complete
window so_far as (partition by indicator, area_code, year(period) order by period)
