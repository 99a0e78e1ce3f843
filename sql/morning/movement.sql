-- 变化最大的清单: the lists that grew or shrank most since the day before.
--
-- key: list_name

with days as (select distinct as_of from audit.trend order by as_of desc limit 2),

counted as (
    select
        list_id,
        coalesce(sum(row_count) filter (where as_of = (select max(as_of) from days)), 0)::bigint as now,
        coalesce(sum(row_count) filter (where as_of = (select min(as_of) from days)), 0)::bigint as previous
    from audit.trend
    where as_of in (select as_of from days)
    group by list_id
)

select list.list_name, counted.now, counted.previous
from counted
join audit.list as list on counted.list_id = list.list_id
where counted.now <> counted.previous
order by abs(counted.now - counted.previous) desc, list.list_name
limit $most
