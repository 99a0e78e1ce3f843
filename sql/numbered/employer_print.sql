-- 单位登记写法: every name under which a record knows an employer, with whatever else the record prints of it.
--
-- key: print_no

with printed as (
    select extract, record_id, slot, employer_name, false as is_former, legal_person_name, legal_person_id, address,
        phone, industry, opened_on, area, business_kind, printed_number
    from mentions.employer
    union all
    -- A renamed firm keeps its number: what earlier deliveries of the registry called it are its old names.
    select former.extract, former.record_id, former.slot, former.employer_name, true, former.legal_person_name,
        former.legal_person_id, former.address, former.phone, former.industry, former.opened_on, former.area,
        former.business_kind, former.printed_number
    from mentions.former_employer as former
    join mentions.employer as present
        on former.extract = present.extract and former.record_id = present.record_id
        and former.employer_name <> present.employer_name
    where present.is_register
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
    ) as print_no,
    answered.* exclude (printed_number)
from answered
