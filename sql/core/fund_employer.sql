-- 缴存公积金单位: for how many an employer deposited housing fund lately, and how many of them must join and are not in.
--
-- key: employer_id

with missing as (
    select subject_id as person_id from lists.waged_uninsured_people
    where tier = 'must_join'
    union
    select subject_id from lists.fund_paying_uninsured_people
    where tier = 'must_join'
)

select
    payer.employer_id,
    count(*) as fund_headcount,
    count(missing.person_id) as missing_people,
    max(payer.last_fund_in) as last_fund_in,
    case when bool_and(payer.is_employer_by_name) then 'probable' else 'confirmed' end as confidence,
    coalesce(
        min(payer.source_row) filter (where missing.person_id is not null), min(payer.source_row)
    ) as source_row
from core.fund_payer as payer
left join missing on payer.person_id = missing.person_id
where payer.employer_id is not null
group by payer.employer_id
