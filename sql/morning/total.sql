-- 线索总数: how many leads there are, and how many the publication of the day before had.
--
-- key: leads

with night as (
    select as_of, sum(row_count) as leads, row_number() over (order by as_of desc) as turn
    from audit.trend
    group by as_of
)

select
    coalesce(sum(leads) filter (where turn = 1), 0)::bigint as leads,
    coalesce(sum(leads) filter (where turn = 2), 0)::bigint as leads_before,
    max(as_of) filter (where turn = 2) as previous_on
from night
