-- 单位记录: every record about an employer, with the official numbers it prints.
--
-- key: extract, record_id

-- One record prints the same numbers on every line; where it does not, the newest line's numbers count.
with single as (
    select distinct extract, record_id, employer_name, uscc, taxpayer_id, registration_no, data_date
    from mentions.employer
    where record_id is not null
)

select extract, record_id, employer_name, uscc, taxpayer_id, registration_no from single
qualify row_number() over (
    partition by extract, record_id
    order by
        data_date desc, uscc nulls last, taxpayer_id nulls last, registration_no nulls last,
        employer_name nulls last
) = 1
