-- 缴费单位编号: which employer pays under a unit number, numbered for the large join of all payments.
--
-- key: issuer, insured_unit_id

with employer as (
    select employer_id, row_number() over (order by employer_id) as employer_no
    from (select distinct employer_id from matches.employer where extract = 'insured_unit') as known
)

select
    split_part(linked.record_id, ':', 1) as issuer,
    substr(linked.record_id, length(split_part(linked.record_id, ':', 1)) + 2) as insured_unit_id,
    linked.employer_id,
    employer.employer_no
from matches.employer as linked
join employer on linked.employer_id = employer.employer_id
where linked.extract = 'insured_unit'
