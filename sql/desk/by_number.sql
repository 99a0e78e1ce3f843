-- 按号码查找: a person, an employer, a case, by the number or its last digits where they are written with stars.
--
-- key: subject_kind, subject_id

with known as (
    select 'person' as subject_kind, person_id as subject_id from core.person
    where person_id = $number or (length($number) = 15 and left(person_id, 17) = $longer)
    union
    select 'employer', employer_id from core.employer
    where employer_id = $number or employer_id in ('org:' || $number, 'tax:' || $number, 'reg:' || $number)
    union
    select subject_kind, subject_id from memory.main.lead
    where case_id = $case_id or subject_id = $number
    union
    select subject_kind, subject_id from ledger."case"
    where case_id = $case_id
    union
    select 'person', person_id from core.member_number
    where member_id = $number
)

select
    known.subject_kind,
    known.subject_id,
    coalesce(person.person_name, employer.employer_name, subject.subject_name, '') as subject_name,
    coalesce(town.area_name, '') as place,
    case when subject.leads > 0 then '在' || subject.leads || '个清单上' else '不在清单上' end as lists
from known
left join core.person as person on known.subject_kind = 'person' and known.subject_id = person.person_id
left join core.employer as employer on known.subject_kind = 'employer' and known.subject_id = employer.employer_id
left join memory.main.subject as subject
    on known.subject_kind = subject.subject_kind and known.subject_id = subject.subject_id
left join core.area as town on coalesce(person.town_code, employer.town_code, subject.town_code) = town.area_code
order by subject.leads desc nulls last, known.subject_id
limit $most
