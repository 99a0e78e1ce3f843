-- 本地人员: the valid numbers of people whom this home's own departments know. Over one home's two files.
--
-- key: person_id

-- Whom only another place's report names is nobody of here: an exchange would keep its own answers alive for ever.
with mentioned as (
    select person_id from published.matches.person
    where extract not in ('insured_elsewhere', 'insured_nearby')
    union
    -- What is not shown there: who is known to a secret extract alone. It is asked here, and leaves with nobody.
    select person_id from evidence.matches.person
    where extract not in ('insured_elsewhere', 'insured_nearby')
    union
    select person_id from published.core.employer_owner
    where person_id is not null
)

select distinct person.citizen_id as person_id
from evidence.core.person as person
join mentioned on person.person_id = mentioned.person_id
where person.citizen_id is not null
order by person.citizen_id
