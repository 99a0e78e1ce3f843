-- 待认定人员写法: what records print of a person beside a number that proves nobody, or beside a member number alone.
--
-- key: print_no

with printed as (
    select number, extract, person_name, former_name, sex, birth_date, phone, area, null::varchar as employer_record
    from mentions.person
    where
        member_id is null
        and (
            former_name is not null or sex is not null or birth_date is not null or phone is not null
            or area is not null
        )
    union all
    select resident.person_id, 'resident', person_name, null, sex, birth_date, phone, living_area, null
    from staging.resident as resident
    semi join numbered.loose_number as loose on resident.person_id = loose.number
    where living_area <> registered_area
    union all
    select number, extract, person_name, null, null, null, null, null, employer_record from numbered.person_print
),

spelt as (
    select distinct
        null::varchar as issuer, null::varchar as member_id, printed.*,
        printed.number || '|' || coalesce(printed.person_name, '') as record_id
    from printed
    semi join numbered.loose_number as loose on printed.number = loose.number
    union all
    select distinct
        -- 15 digits are a number that tells who it is, whoever prints it: their members' prints are its own.
        case when loose.citizen_id is null then loose.issuer end,
        case when loose.citizen_id is null then loose.member_id end,
        loose.number, member.extract, member.person_name, null, null, null::date, member.phone,
        member.area, member.employer_record, member.record_id
    from numbered.unclear_member as loose
    join mentions.person as member on loose.issuer = member.issuer and loose.member_id = member.member_id
    where loose.is_loose and member.extract = 'member'
)

select
    row_number() over (
        order by
            number nulls last, issuer nulls last, member_id nulls last, extract, person_name nulls last,
            former_name nulls last, sex nulls last, birth_date nulls last, phone nulls last, area nulls last,
            employer_record nulls last
    ) as print_no,
    spelt.*,
    -- Of a long and a short form of a name the first word is the same: 阿依古丽·买买提, 阿依古丽.
    upper(split_part(replace(person_name, '.', '·'), '·', 1)) as called,
    upper(split_part(replace(former_name, '.', '·'), '·', 1)) as once_called
from spelt
