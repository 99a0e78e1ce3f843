-- 单位认定可信度: employers of whom a register entry, a wage file or an insured unit is known by name, or waits for a person.
--
-- key: employer_id

with waiting as (
    select left_extract as extract, left_record as record_id from matches.review
    where matcher = 'employer'
    union all
    select right_extract, right_record from matches.review
    where matcher = 'employer'
),

linked as (
    select
        units.employer_id,
        bool_or(waiting.record_id is not null) as is_waiting
    from matches.employer as units
    left join waiting on units.extract = waiting.extract and units.record_id = waiting.record_id
    where
        -- A roster that may or may not mean the employer changes nothing about who pays, and who is insured.
        units.extract in ('business', 'taxpayer', 'wage', 'insured_unit', 'fund_deposit')
        and units.employer_id is not null
        and (units.rule in ('name', 'features', 'verdict') or waiting.record_id is not null)
    group by units.employer_id
)

select
    employer_id,
    case when is_waiting then 'review' else 'probable' end as confidence
from linked
