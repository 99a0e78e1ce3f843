-- 单位人数: who has a wage that counts, who of them is due for 110, and who of those is declared, by employer.
--
-- key: employer_id

select
    earner.employer_id,
    count(*) as wage_headcount,
    count(*) filter (where exempt.person_id is null) as due_headcount,
    count(*) filter (where exempt.person_id is null and covered.person_id is not null) as insured_headcount,
    count(*) filter (where exempt.person_id is null and covered.person_id is not null)::double
    / nullif(count(*) filter (where exempt.person_id is null), 0) as coverage_rate
from core.wage_earner as earner
left join (select distinct person_id from core.exemption where insurance = '110') as exempt
    on earner.person_id = exempt.person_id
left join (
    select distinct person_id from core.recent_cover where insurance in ('110', '120') and is_through_unit
) as covered
    on earner.person_id = covered.person_id
group by earner.employer_id
