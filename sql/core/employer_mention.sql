-- 单位登记信息: what registers, bureaus and departments print of an employer, best source first.
--
-- key: employer_id, preference, source_row

with printed as (
    select extract, record_id, preference, employer_name, business_kind, is_sole_trader, is_operating, industry,
        opened_on, address, area, phone, legal_person_name, legal_person_id, parent_uscc, source_file, source_line,
        data_date
    from mentions.employer
    where is_register
    union all
    -- Whom no register knows may still pay wages, be on a department's roster, or have been called upon.
    select extract, record_id, preference, employer_name, null, null, null, null, null, null, max(area), null, null,
        null, null, min(source_file), min(source_line), max(data_date)
    from mentions.employer
    where not is_register and preference is not null
    group by extract, record_id, preference, employer_name
)

select
    units.employer_id,
    printed.preference,
    printed.extract,
    printed.employer_name,
    printed.business_kind,
    printed.is_sole_trader,
    printed.is_operating,
    -- Some offices print the section's letter before the number (H6210).
    case when left(printed.industry, 1) between 'A' and 'Z' then substr(printed.industry, 2) else printed.industry
    end as industry,
    -- A bureau's day of enrolment founds nothing.
    case when printed.extract <> 'insured_unit' then printed.opened_on end as founded_on,
    printed.address,
    printed.area,
    printed.phone,
    printed.legal_person_name,
    printed.legal_person_id,
    printed.parent_uscc,
    printed.data_date,
    printed.source_file || '#' || printed.source_line as source_row
from printed
join matches.employer as units on printed.extract = units.extract and printed.record_id = units.record_id
left join staging.employer_number as organisations on printed.record_id = organisations.number
where
    units.employer_id is not null
    -- Natural persons pay taxes too: only the number of an organisation tells of an employer.
    and (printed.extract <> 'tax_payment' or organisations.organisation_code is not null)
