-- 待认定人员面貌: what records print of a person beside a number that proves nobody, or beside a member number alone.
--
-- key: face

with printed as (
    select resident.person_id as number, 'resident' as extract, person_name, former_name, sex, birth_date, phone,
        registered_area as area, null::varchar as employer_record
    from staging.resident as resident
    semi join numbered.loose_number as loose on resident.person_id = loose.number
    union all
    select resident.person_id, 'resident', person_name, null, sex, birth_date, phone, living_area, null
    from staging.resident as resident
    semi join numbered.loose_number as loose on resident.person_id = loose.number
    where living_area <> registered_area
    union all
    select person_id, 'child', person_name, null, sex, birth_date, phone, area, null from staging.child
    union all
    select person_id, 'gig_worker', person_name, null, null, null, phone, null, null from staging.gig_worker
    union all
    select person_id, 'hardship', person_name, null, null, null, null, area, null from staging.hardship
    union all
    select person_id, 'land_loss', person_name, null, null, null, null, area, null from staging.land_loss
    union all
    select number, extract, person_name, null, null, null, null, null, employer_record from numbered.person_print
),

face as (
    select distinct
        null::varchar as issuer, null::varchar as member_id, printed.*,
        printed.number || '|' || coalesce(printed.person_name, '') as record_id
    from printed
    semi join numbered.loose_number as loose on printed.number = loose.number
    union all
    select distinct
        -- 15 digits are a number that tells who it is, whoever prints it: their members are its faces.
        case when loose.citizen_id is null then loose.issuer end,
        case when loose.citizen_id is null then loose.member_id end,
        loose.number, 'member', member.person_name, null, null, null::date, member.phone,
        member.area, loose.issuer || ':' || member.insured_unit_id, loose.issuer || ':' || loose.member_id
    from numbered.unclear_member as loose
    join staging.member as member on loose.issuer = member.issuer and loose.member_id = member.member_id
    where loose.is_loose
)

select
    row_number() over (
        order by
            number nulls last, issuer nulls last, member_id nulls last, extract, person_name nulls last,
            former_name nulls last, sex nulls last, birth_date nulls last, phone nulls last, area nulls last,
            employer_record nulls last
    ) as face,
    face.*,
    -- Of a long and a short form of a name the first word is the same: 阿依古丽·买买提, 阿依古丽.
    upper(split_part(replace(person_name, '.', '·'), '·', 1)) as called,
    upper(split_part(replace(former_name, '.', '·'), '·', 1)) as once_called
from face
