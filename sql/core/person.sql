-- 人员: one row per person whom any department knows, with age, retirement dates and place.
--
-- key: person_id

with known as (
    select person_id from matches.person
    union
    -- A sole trader's owner whom only the registers know is a person too.
    select person_id from core.employer_owner
    where person_id is not null
),

proven as (
    select distinct person_id, citizen_id, birth_date, sex from matches.person_of_number
    where citizen_id is not null
),

placed as (
    select
        known.person_id,
        proven.citizen_id,
        coalesce(listed.person_name, mention.person_name) as person_name,
        proven.sex,
        proven.birth_date,
        -- What a file prints beside a bad number is a hint, never a proof: such rows are checked at a desk.
        coalesce(proven.birth_date, listed.birth_date) as likely_birth_date,
        coalesce(listed.is_normal, false) as is_normal_resident,
        -- Whoever holds a residence permit (居住证) is registered elsewhere and lives here.
        strpos($own_codes, ',' || left(listed.registered_area, $own_digits) || ',') > 0
        and coalesce(listed.hukou_kind <> '居住证', true) as is_registered,
        -- The first that names a town here; a county's code alone names none.
        case
            when
                strpos($own_codes, ',' || left(listed.registered_area, $own_digits) || ',') > 0
                and substr(listed.registered_area, 7, 3) not in ('', '000')
                then listed.registered_area
            when
                strpos($own_codes, ',' || left(listed.living_area, $own_digits) || ',') > 0
                and substr(listed.living_area, 7, 3) not in ('', '000')
                then listed.living_area
            else mention.area
        end as area,
        coalesce(listed.living_address, listed.registered_address) as address,
        coalesce(listed.phone, mention.phone) as phone,
        case when listed.resident_status = '正常' then listed.household_id end as household_id,
        listed.source_file || '#' || listed.source_line as source_row,
        coalesce(linked.confidence, 'confirmed') as confidence
    from known
    left join proven on known.person_id = proven.person_id
    left join restricted.resident_person as listed on known.person_id = listed.person_id
    left join restricted.person_mention as mention on known.person_id = mention.person_id
    left join matches.person_confidence as linked on known.person_id = linked.person_id
),

aged as (
    select
        placed.*,
        (calendar.as_of_yyyymmdd - cast(strftime(placed.likely_birth_date, '%Y%m%d') as integer)) // 10000 as age,
        -- Whose pension was due for the whole of last month had reached the age before it began.
        (cast(strftime(cast(calendar.last_month - interval 1 day as date), '%Y%m%d') as integer)
        - cast(strftime(placed.likely_birth_date, '%Y%m%d') as integer)) // 10000 as age_before_last_month,
        year(placed.birth_date) * 12 + month(placed.birth_date) - 1 as birth_month_index
    from placed
    cross join core.calendar as calendar
)

select
    aged.person_id,
    aged.citizen_id,
    aged.person_name,
    aged.sex,
    aged.birth_date,
    aged.likely_birth_date,
    aged.age,
    aged.age_before_last_month,
    retirement.retires_early_on,
    retirement.retires_late_on,
    aged.is_normal_resident,
    coalesce(aged.is_registered, false) as is_registered_here,
    coalesce(left(aged.area, 9), 'unknown') as town_code,
    case when length(aged.area) = 12 and right(aged.area, 3) <> '000' then aged.area end as village_code,
    aged.address,
    aged.phone,
    aged.household_id,
    aged.source_row,
    aged.confidence
from aged
left join core.retirement as retirement
    on aged.sex = retirement.sex and aged.birth_month_index = retirement.birth_month_index
order by aged.person_id -- sql/explain/block.sql says why
