-- 个体工商户业主: who owns a sole trader, by the registers and by taxpayer numbers that are the owner's own.
--
-- key: employer_id

with candidate as (
    select
        employer_id,
        preference,
        -- 无, 不详, 0 and *** are no numbers.
        case
            when
                length(legal_person_id) >= 6 and legal_person_id not like '%*%'
                and replace(legal_person_id, '0', '') <> ''
                then legal_person_id
        end as number,
        legal_person_name,
        source_row
    from core.employer_mention
    where is_sole_trader
    union all
    -- 20 or 17 characters: the owner's ID number and two digits more.
    select units.employer_id, 3, owners.owner_id, taxpayer.legal_person_name,
        taxpayer.source_file || '#' || taxpayer.source_line
    from staging.taxpayer as taxpayer
    join staging.employer_number as owners on taxpayer.taxpayer_id = owners.number
    join matches.employer as units on units.extract = 'taxpayer' and units.record_id = taxpayer.taxpayer_id
    where taxpayer.is_sole_trader and owners.owner_id is not null
),

registry as (
    select employer_id, min(legal_person_name) as legal_person_name from core.employer_mention
    where extract = 'business' and is_sole_trader
    group by employer_id
)

select
    candidate.employer_id,
    coalesce(numbers.person_id, candidate.number) as person_id,
    candidate.legal_person_name,
    candidate.source_row
from candidate
left join matches.person_of_number as numbers on candidate.number = numbers.number
left join staging.resident as resident on numbers.citizen_id = resident.person_id
-- The registry may print the owner's name alone: the number that is that person's is the owner's, whoever else the
-- tax office holds responsible.
left join registry on candidate.employer_id = registry.employer_id
-- Whom a valid number tells is the owner; without one there is at least a name.
qualify row_number() over (
    partition by candidate.employer_id
    order by
        case when numbers.citizen_id is not null or (numbers.number is null and candidate.number is not null) then 1
            when candidate.number is not null then 2 else 3 end,
        coalesce(resident.person_name = registry.legal_person_name, false) desc,
        candidate.preference, candidate.source_row, candidate.number nulls last
) = 1
