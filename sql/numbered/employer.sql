-- 单位编号认定: every record about an employer and the employer that valid official numbers alone say it means.
--
-- key: extract, record_id

with numbered as (
    select
        record.*,
        coalesce(own.uscc, tax.uscc) as valid_uscc,
        coalesce(own.organisation_code, tax.organisation_code) as organisation_code,
        registered.registration_no as valid_registration_no
    from numbered.employer_record as record
    left join staging.employer_number as own on record.uscc = own.number
    left join staging.employer_number as tax on record.taxpayer_id = tax.number
    left join staging.employer_number as registered on record.registration_no = registered.number
),

-- The inner organisation code leads to the one USCC that holds it; two USCCs that share one lead nowhere.
of_code as (
    select organisation_code, min(valid_uscc) as uscc from numbered
    where valid_uscc is not null
    group by organisation_code
    having count(distinct valid_uscc) = 1
),

of_registration as (
    select valid_registration_no, min(valid_uscc) as uscc from numbered
    where valid_uscc is not null and valid_registration_no is not null
    group by valid_registration_no
    having count(distinct valid_uscc) = 1
),

resolved as (
    select
        numbered.extract,
        numbered.record_id,
        numbered.taxpayer_id,
        numbered.registration_no,
        numbered.organisation_code,
        coalesce(numbered.valid_uscc, of_code.uscc, of_registration.uscc) as uscc,
        case
            when numbered.valid_uscc is not null then 'uscc'
            when numbered.organisation_code is not null then 'organisation_code'
            when of_registration.uscc is not null then 'registration_no'
            when numbered.taxpayer_id is not null then 'taxpayer_id'
            else 'none'
        end as rule
    from numbered
    left join of_code on numbered.organisation_code = of_code.organisation_code
    left join of_registration on numbered.valid_registration_no = of_registration.valid_registration_no
),

-- Wages and payments are printed under the taxpayer's number: what the register of taxpayers knows of it decides.
of_taxpayer as (
    select taxpayer_id, uscc, organisation_code from resolved where extract = 'taxpayer'
)

select
    resolved.extract,
    resolved.record_id,
    coalesce(resolved.uscc, of_taxpayer.uscc) as uscc,
    coalesce(resolved.organisation_code, of_taxpayer.organisation_code) as organisation_code,
    coalesce(
        resolved.uscc,
        of_taxpayer.uscc,
        'org:' || coalesce(resolved.organisation_code, of_taxpayer.organisation_code),
        'tax:' || resolved.taxpayer_id,
        'reg:' || resolved.registration_no,
        case when resolved.extract = 'insured_unit' then 'unit:' || resolved.record_id end
    ) as employer_id,
    resolved.rule
from resolved
left join of_taxpayer on resolved.taxpayer_id = of_taxpayer.taxpayer_id and resolved.uscc is null
