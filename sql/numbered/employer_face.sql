-- 单位登记面貌: every name under which a record knows an employer, with whatever else the record prints of it.
--
-- key: face

with printed as (
    select 'business' as extract, coalesce(uscc, registration_no) as record_id, 'business' as slot, employer_name,
        false as is_former, legal_person_name, legal_person_id, address, phone, industry, founded_on as opened_on,
        area, business_kind, uscc as printed_number
    from staging.business
    union all
    select 'taxpayer', taxpayer_id, 'taxpayer', employer_name, false, legal_person_name, legal_person_id, address,
        phone, industry, registered_on, area, taxpayer_kind, taxpayer_id
    from staging.taxpayer
    union all
    select 'insured_unit', issuer || ':' || insured_unit_id, issuer, employer_name, false, legal_person_name, null,
        address, phone, null, enrolled_on, area, null, uscc
    from staging.insured_unit
    union all
    select 'fund_deposit', fund_unit_id, 'fund_deposit', employer_name, false, null, null, null, null, null, null,
        null, null, uscc
    from staging.fund_deposit
    union all
    select 'wage', taxpayer_id, 'wage', employer_name, false, null, null, null, null, null, null, null, null,
        taxpayer_id
    from staging.wage
    union all
    select 'subsidy', employer_name || '|' || coalesce(uscc, ''), null, employer_name, false, null, null, null,
        null, null, null, null, null, uscc
    from staging.subsidy
    union all
    select 'unit_roster', employer_name || '|' || coalesce(uscc, ''), null, employer_name, false, null, null, null,
        null, null, null, null, null, uscc
    from staging.unit_roster
    union all
    select 'construction_project', employer_name || '|' || coalesce(uscc, ''), null, employer_name, false, null,
        null, null, null, null, null, null, null, uscc
    from staging.construction_project
    union all
    select 'labour_ruling', employer_name || '|' || coalesce(uscc, ''), null, employer_name, false, null, null, null,
        null, null, null, null, null, uscc
    from staging.labour_ruling
    union all
    select 'unit_survey', employer_name || '|' || coalesce(uscc, ''), null, employer_name, false, null, null, null,
        null, null, null, area, null, uscc
    from staging.unit_survey
    union all
    select 'project_cover', employer_name || '|', null, employer_name, false,
        null, null, null, null, null, null, null, null, null
    from staging.project_cover
    union all
    -- A renamed firm keeps its number: what earlier deliveries of the registry called it are its old names.
    select 'business', coalesce(landed.uscc, landed.registration_no), 'business', landed.employer_name, true,
        landed.legal_person_name, landed.legal_person_id, landed.address, landed.phone, landed.industry,
        landed.founded_on, landed.area, null, landed.uscc
    from landed.business as landed
    join staging.business as present
        on coalesce(landed.uscc, landed.registration_no) = coalesce(present.uscc, present.registration_no)
        and landed.employer_name <> present.employer_name
),

-- The rows of one record repeat its name by insurance, person and month.
distinctly as (select distinct * from printed where employer_name is not null and record_id is not null),

-- A sole trader's taxpayer number begins with the owner's ID number: the owner and whoever else is printed answer both.
answered as (
    select
        distinctly.* exclude (legal_person_id),
        coalesce(persons.citizen_id, owners.owner_id, distinctly.legal_person_id) as legal_person_id
    from distinctly
    left join staging.person_number as persons on distinctly.legal_person_id = persons.number
    left join staging.employer_number as owners on distinctly.printed_number = owners.number
    union all
    select distinctly.* exclude (legal_person_id) replace (cast(null as varchar) as legal_person_name), owners.owner_id
    from distinctly
    join staging.employer_number as owners on distinctly.printed_number = owners.number
    left join staging.person_number as persons on distinctly.legal_person_id = persons.number
    where distinctly.extract = 'taxpayer' and owners.owner_id <> persons.citizen_id
)

select
    row_number() over (
        order by
            answered.extract, answered.record_id, answered.is_former, answered.employer_name,
            answered.address nulls last, answered.phone nulls last, answered.legal_person_name nulls last,
            answered.legal_person_id nulls last, answered.opened_on nulls last, answered.area nulls last,
            answered.industry nulls last, answered.business_kind nulls last, answered.printed_number nulls last
    ) as face,
    answered.* exclude (printed_number)
from answered
