-- 同一证件号码下的不同姓名: names beside a valid ID number that are not, letter for letter, the one that the police write.
--
-- key: number, person_name

with printed as (
    select number, person_name from numbered.person_print
    where person_name is not null and extract <> 'resident'
    union all
    select number, person_name from mentions.person
    where member_id is not null and person_name is not null and number is not null
),

-- Nearly all rows agree with the population file and go no further.
unlike as (
    select printed.number, printed.person_name from printed
    left join staging.resident as resident
        on printed.number = resident.person_id and printed.person_name = resident.person_name
    where resident.person_id is null
),

proven as (
    select distinct
        unlike.number, unlike.person_name,
        case when odd.number is null then unlike.number else odd.citizen_id end as citizen_id
    from unlike
    left join numbered.odd_number as odd on unlike.number = odd.number
    where odd.number is null or odd.citizen_id is not null
),

-- Of whom the police do not know, the first name by the alphabet stands for the others.
first_named as (
    select citizen_id, min(person_name) as first_name from proven
    group by citizen_id
)

select
    proven.number,
    proven.person_name,
    proven.citizen_id,
    resident.person_id is not null as is_registered,
    coalesce(resident.person_name, first_named.first_name) as registered_name,
    resident.former_name
from proven
join first_named on proven.citizen_id = first_named.citizen_id
left join staging.resident as resident on proven.citizen_id = resident.person_id
where proven.person_name <> coalesce(resident.person_name, first_named.first_name)
