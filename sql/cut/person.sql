-- 本县的人: who lives in a county, and whoever is behind its leads.
--
-- key: person_id

with employer as (
    select subject_id as employer_id from cut.lead
    where subject_kind = 'employer'
)

select person_id from core.person
where starts_with(town_code, $part)
union
select subject_id from cut.lead
where subject_kind = 'person'
-- Wherever they live: whom an employer on a list pays, and whose it is. Who of them need not be insured there, and why,
-- is what its lead counts.
union
select person_id from core.wage_earner
where employer_id in (from employer)
union
select person_id from core.fund_payer
where employer_id in (from employer)
union
select person_id from core.employer_owner
where employer_id in (from employer) and person_id is not null
