-- 灵活就业代管单位: flexible workers whom a bureau keeps under a unit of its own, which is no employer.
--
-- key: issuer, member_id, insurance, insured_unit_id

select distinct issuer, member_id, insurance, insured_unit_id
from staging.member
where is_flexible and insured_unit_id is not null
