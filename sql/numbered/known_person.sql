-- 可能的本人: people proven by a valid ID number who bear a name, or nearly the number, of somebody still unknown.
--
-- key: citizen_id, extract, record_id, person_name, employer_record

with wanted as (
    select called from numbered.loose_print where called is not null
    union
    select once_called from numbered.loose_print where once_called is not null
),

-- Only names with a dot in them, and of other letters, have a first word or a second form.
spelled as (
    select number, extract, number || '|' || coalesce(person_name, '') as record_id, person_name, employer_record
    from numbered.person_print
    where person_name < '一' or person_name like '%·%' or person_name like '%.%'
    union all
    select number, extract, record_id, person_name, employer_record from mentions.person
    where
        member_id is not null and number is not null
        and (person_name < '一' or person_name like '%·%' or person_name like '%.%')
),

same_name as (
    select number, extract, number || '|' || coalesce(person_name, '') as record_id, person_name, employer_record
    from numbered.person_print
    semi join wanted on person_name = wanted.called
    union all
    select number, extract, record_id, person_name, employer_record from mentions.person
    semi join wanted on person_name = wanted.called
    where member_id is not null and number is not null
    union all
    select number, extract, record_id, person_name, employer_record from spelled
    semi join wanted on upper(split_part(replace(spelled.person_name, '.', '·'), '·', 1)) = wanted.called
    union all
    select number, extract, record_id, person_name, employer_record from mentions.person
    semi join wanted on upper(split_part(replace(former_name, '.', '·'), '·', 1)) = wanted.called
    where former_name is not null
),

-- A slip in the name beside a slip in the number: surname, and what one wrong digit leaves of the number.
garbled as (
    select distinct number, left(called, 1) as surname from numbered.loose_print
    where length(number) = 18
),

same_number as (
    select resident.person_id as number, resident.person_name
    from staging.resident as resident
    semi join garbled
        on left(resident.person_id, 14) = left(garbled.number, 14) and left(resident.person_name, 1) = garbled.surname
    union
    select resident.person_id, resident.person_name
    from staging.resident as resident
    semi join garbled
        on substr(resident.person_id, 7, 11) = substr(garbled.number, 7, 11)
        and left(resident.person_name, 1) = garbled.surname
    union
    select resident.person_id, resident.person_name
    from staging.resident as resident
    semi join garbled
        on left(resident.person_id, 6) = left(garbled.number, 6)
        and right(resident.person_id, 4) = right(garbled.number, 4)
        and left(resident.person_name, 1) = garbled.surname
)

select distinct
    case when odd.number is null then hit.number else odd.citizen_id end as citizen_id,
    hit.number, hit.extract, hit.record_id, hit.person_name, hit.employer_record
from (
    select * from same_name
    union all
    select number, 'resident', number || '|' || person_name, person_name, null from same_number
) as hit
left join numbered.odd_number as odd on hit.number = odd.number
anti join numbered.loose_number as loose on hit.number = loose.number
