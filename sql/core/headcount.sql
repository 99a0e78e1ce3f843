-- 单位人数: who has a wage that counts, who of them is due for 110, and who of those is declared, by employer.
--
-- key: employer_id

select
    earner.employer_id,
    count(*) as wage_headcount,
    count(*) filter (where exempt.person_id is null) as due_headcount,
    count(*) filter (
        where exempt.person_id is null and standing.unit_pension_declared_in is not null
    ) as insured_headcount,
    count(*) filter (where exempt.person_id is null and standing.unit_pension_declared_in is not null)::double
    / nullif(count(*) filter (where exempt.person_id is null), 0) as coverage_rate
from core.wage_earner as earner
join core.standing as standing on earner.person_id = standing.person_id
left join core.not_due as exempt on earner.person_id = exempt.person_id and exempt.insurance = '110'
group by earner.employer_id
