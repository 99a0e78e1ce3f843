-- 各清单的行数: every list with its leads by tier, those with the most first.
--
-- key: list_id

with counted as (
    select
        list_id,
        count(*) filter (where tier = 'must_join') as must_join,
        count(*) filter (where tier = 'persuade') as persuade,
        count(*) filter (where tier = 'check_data') as check_data,
        count(*) as leads
    from memory.main.lead
    group by list_id
)

select
    list.list_id,
    list.list_name as name,
    coalesce(counted.must_join, 0) as must_join,
    coalesce(counted.persuade, 0) as persuade,
    coalesce(counted.check_data, 0) as check_data,
    coalesce(counted.leads, 0) as leads,
    coalesce(list.missing_extracts, '') as missing,
    list.is_employers_duty
from audit.list as list
left join counted on list.list_id = counted.list_id
order by leads desc, list.list_id
