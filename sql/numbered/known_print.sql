-- 可能的本人写法: names, telephone, place and employer of whoever may be somebody still unknown.
--
-- key: print_no

with known as (
    select distinct citizen_id, number from numbered.known_person
),

-- Only what somebody unknown prints too is worth comparing; the population file's row is always there.
phoned as (
    select distinct called, phone from numbered.loose_print where phone is not null
),

placed as (
    select distinct called, area from numbered.loose_print where area is not null
),

employed as (
    select distinct called from numbered.loose_print where employer_record is not null
),

resident as (
    select known.citizen_id, resident.*, resident.person_id || '|' || resident.person_name as record_id
    from staging.resident as resident
    join known on resident.person_id = known.number
),

-- Whoever prints a telephone or a place.
called as (
    select
        known.citizen_id, mention.extract, mention.record_id, mention.person_name, mention.phone, mention.area,
        upper(split_part(replace(mention.person_name, '.', '·'), '·', 1)) as called
    from mentions.person as mention
    join known on mention.number = known.number
    where mention.extract <> 'resident' and (mention.phone is not null or mention.area is not null)
),

printed as (
    select citizen_id, 'resident' as extract, record_id, person_name, false as is_former, phone,
        registered_area as area, null::varchar as employer_record
    from resident
    union
    select citizen_id, 'resident', record_id, person_name, false, phone, living_area, null
    from resident
    where living_area is not null
    union
    select citizen_id, 'resident', record_id, former_name, true, phone, registered_area, null
    from resident
    where former_name is not null
    union
    select citizen_id, extract, record_id, person_name, false, phone, area, null from called
    where (called, phone) in (select called, phone from phoned) or (called, area) in (select called, area from placed)
    union
    select person.citizen_id, person.extract, person.record_id, person.person_name, false, null, null, null
    from numbered.known_person as person
    anti join resident on person.citizen_id = resident.citizen_id
    union
    select citizen_id, extract, record_id, person_name, false, null, null, employer_record
    from numbered.known_person
    where employer_record is not null
        and upper(split_part(replace(person_name, '.', '·'), '·', 1)) in (select called from employed)
)

select
    row_number() over (
        order by
            citizen_id, extract, record_id, person_name, is_former, phone nulls last, area nulls last,
            employer_record nulls last
    ) as print_no,
    printed.*,
    upper(split_part(replace(person_name, '.', '·'), '·', 1)) as called
from printed
