-- 线索总数: how many leads there are, and how many the publication of the day before had.
--
-- key: leads

with nights as (
    select as_of, sum(row_count) as leads from audit.trend
    group by as_of
),

now as (select * from nights where as_of = (select max(as_of) from nights)),

previous as (select * from nights where as_of = (select max(nights.as_of) from nights join now on nights.as_of < now.as_of))

select coalesce(now.leads, 0)::bigint as leads, coalesce(previous.leads, 0)::bigint as leads_before, previous.as_of
from now
left join previous on true
