-- 单位登记信息: what registers, bureaus and departments print of an employer, best source first.
--
-- key: employer_id, preference, source_row

with printed as (
    select 'business' as extract, coalesce(uscc, registration_no) as record_id, 1 as preference, employer_name,
        business_kind, is_sole_trader, is_operating, industry, founded_on, address, area, phone, legal_person_name,
        legal_person_id, parent_uscc, source_file, source_line, data_date
    from staging.business
    union all
    select 'taxpayer', taxpayer_id, 2, employer_name, taxpayer_kind, is_sole_trader, is_operating, industry,
        registered_on, address, area, phone, legal_person_name, legal_person_id, null, source_file, source_line,
        data_date
    from staging.taxpayer
    union all
    select 'insured_unit', issuer || ':' || insured_unit_id, 3, employer_name, null, null, null, null,
        null, address, area, phone, legal_person_name, null, null, source_file, source_line, data_date
    from staging.insured_unit
    union all
    select 'wage', taxpayer_id, 4, employer_name, null, null, null, null, null, null, null, null, null, null, null,
        min(source_file), min(source_line), max(data_date)
    from staging.wage
    group by taxpayer_id, employer_name
    union all
    select 'fund_deposit', fund_unit_id, 5, employer_name, null, null, null, null, null, null, null, null, null, null,
        null, min(source_file), min(source_line), max(data_date)
    from staging.fund_deposit
    group by fund_unit_id, employer_name
    union all
    -- Whom no register knows may still be on a department's roster, or have been called upon.
    select 'unit_roster', employer_name || '|' || coalesce(uscc, ''), 6, employer_name, null, null, null, null, null,
        null, null, null, null, null, null, min(source_file), min(source_line), max(data_date)
    from staging.unit_roster
    group by employer_name, uscc
    union all
    select 'unit_survey', employer_name || '|' || coalesce(uscc, ''), 7, employer_name, null, null, null, null, null,
        null, max(area), null, null, null, null, min(source_file), min(source_line), max(data_date)
    from staging.unit_survey
    group by employer_name, uscc
    union all
    -- Natural persons pay taxes too: only the number of an organisation tells of an employer.
    select 'tax_payment', payment.taxpayer_id, 8, null, null, null, null, null, null, null, null, null, null, null,
        null, min(payment.source_file), min(payment.source_line), max(payment.data_date)
    from staging.tax_payment as payment
    join staging.employer_number as organisations
        on payment.taxpayer_id = organisations.number and organisations.organisation_code is not null
    group by payment.taxpayer_id
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
    printed.founded_on,
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
where units.employer_id is not null
