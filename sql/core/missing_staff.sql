-- 单位应参保未参保人数: recent wage earners who must join and are not insured, by employer.
--
-- key: employer_id

select earner.employer_id, count(*) as missing_people, min(earner.source_row) as source_row
from core.wage_earner as earner
join lists.waged_uninsured_people as person on earner.person_id = person.subject_id
where person.tier = 'must_join'
group by earner.employer_id
