-- 单位记录: every record about an employer, with the official numbers it prints.
--
-- key: extract, record_id

with printed as (
    select 'insured_unit' as extract, issuer || ':' || insured_unit_id as record_id, employer_name,
        uscc, taxpayer_id, null as registration_no, data_date
    from staging.insured_unit
    union all
    select 'taxpayer', taxpayer_id, employer_name, uscc, taxpayer_id, null, data_date from staging.taxpayer
    union all
    select 'business', coalesce(uscc, registration_no), employer_name, uscc, null, registration_no, data_date
    from staging.business
    union all
    select 'fund_deposit', fund_unit_id, employer_name, uscc, null, null, data_date from staging.fund_deposit
    union all
    select 'wage', taxpayer_id, employer_name, null, taxpayer_id, null, data_date from staging.wage
    union all
    select 'tax_payment', taxpayer_id, null, null, taxpayer_id, null, data_date from staging.tax_payment
    union all
    select 'payroll', taxpayer_id, null, null, taxpayer_id, null, data_date from staging.payroll
    union all
    select 'dispatch', agency_uscc, null, agency_uscc, null, null, data_date from staging.dispatch
    union all
    select 'dispatch', host_uscc, null, host_uscc, null, null, data_date from staging.dispatch
    union all
    select 'subsidy', employer_name || '|' || coalesce(uscc, ''), employer_name, uscc, null, null, data_date
    from staging.subsidy
    union all
    select 'unit_roster', employer_name || '|' || coalesce(uscc, ''), employer_name, uscc, null, null, data_date
    from staging.unit_roster
    union all
    select 'construction_project', employer_name || '|' || coalesce(uscc, ''), employer_name, uscc, null, null,
        data_date
    from staging.construction_project
    union all
    select 'labour_ruling', employer_name || '|' || coalesce(uscc, ''), employer_name, uscc, null, null, data_date
    from staging.labour_ruling
    union all
    select 'unit_survey', employer_name || '|' || coalesce(uscc, ''), employer_name, uscc, null, null, data_date
    from staging.unit_survey
    union all
    select 'project_cover', employer_name || '|', employer_name, null, null, null, data_date
    from staging.project_cover
    where employer_name is not null
),

-- One record prints the same numbers on every line; where it does not, the newest line's numbers count.
single as (
    select distinct extract, record_id, employer_name, uscc, taxpayer_id, registration_no, data_date from printed
    where record_id is not null
)

select extract, record_id, employer_name, uscc, taxpayer_id, registration_no from single
qualify row_number() over (
    partition by extract, record_id
    order by
        data_date desc, uscc nulls last, taxpayer_id nulls last, registration_no nulls last,
        employer_name nulls last
) = 1
