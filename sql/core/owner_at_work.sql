-- 在岗的投资人: who is paid by the partnership or sole proprietorship that is theirs, or by one of several that are.
--
-- key: person_id, employer_id

with responsible as (
    -- Whom the tax office holds responsible may be a bookkeeper: the registry's word comes first.
    select distinct numbers.person_id, mention.employer_id
    from core.employer_mention as mention
    join core.employer as employer on mention.employer_id = employer.employer_id
    join matches.person_of_number as numbers on mention.legal_person_id = numbers.number
    where mention.extract = case when employer.is_registered then 'business' else 'taxpayer' end
),

several as (
    select person_id from responsible
    group by person_id
    having count(*) >= $owner_employers
),

own as (
    select responsible.person_id, responsible.employer_id
    from responsible
    join core.employer as employer on responsible.employer_id = employer.employer_id
    left join several on responsible.person_id = several.person_id
    where employer.business_kind in ('合伙企业', '个人独资') or several.person_id is not null
    union
    -- A partner whose number no register prints is at least known by name.
    select earner.person_id, earner.employer_id
    from core.wage_earner as earner
    join core.employer as employer on earner.employer_id = employer.employer_id
    join core.person as person on earner.person_id = person.person_id
    where
        employer.business_kind in ('合伙企业', '个人独资')
        and person.person_name = employer.legal_person_name
)

select own.person_id, own.employer_id
from own
semi join core.wage_earner as earner
    on own.person_id = earner.person_id and own.employer_id = earner.employer_id
