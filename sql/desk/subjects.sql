-- 可按名称查到的对象: who stands on a list, and every employer.
--
-- key: subject_kind, subject_id

with listed as (
    select
        subject_kind,
        subject_id,
        max(subject_name) as subject_name,
        max(town_code) as town_code,
        count(*) as leads,
        min(priority) as priority
    from memory.main.lead
    group by subject_kind, subject_id
)

select * from listed
union all
select 'employer', employer_id, employer_name, town_code, 0, 9
from core.employer
where employer_id not in (select subject_id from listed)
