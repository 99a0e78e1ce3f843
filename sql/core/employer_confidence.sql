-- 单位认定可信度: employers of whom a register entry, a wage file or an insured unit is known by name, or waits for a person.
--
-- key: employer_id

with pair as (
    -- A roster that may or may not mean the employer changes nothing about who pays, and who is insured; nor does an
    -- account of the housing fund, unless it is a unit of the bureaus that may be its.
    select left_extract, left_record, right_extract, right_record from matches.review
    where
        matcher = 'employer' and left_extract in ('business', 'taxpayer', 'wage', 'insured_unit', 'fund_deposit')
        and right_extract in ('business', 'taxpayer', 'wage', 'insured_unit', 'fund_deposit')
        and (
            'fund_deposit' not in (left_extract, right_extract) or 'insured_unit' in (left_extract, right_extract)
        )
),

waiting as (
    select left_extract as extract, left_record as record_id from pair
    union
    select right_extract, right_record from pair
)

select
    units.employer_id,
    case when bool_or(waiting.record_id is not null) then 'review' else 'probable' end as confidence
from matches.employer as units
left join waiting on units.extract = waiting.extract and units.record_id = waiting.record_id
where
    units.extract in ('business', 'taxpayer', 'wage', 'insured_unit', 'fund_deposit') and units.employer_id is not null
    -- By what a fund account is known only its own list asks (core.fund_employer).
    and (
        (units.rule in ('name', 'features', 'verdict') and units.extract <> 'fund_deposit')
        or waiting.record_id is not null
    )
group by units.employer_id
