-- 参保单位信息: insured units with the bureau that issued the number.
--
-- key: issuer, insured_unit_id, insurance

select
    *,
    coalesce(unit_status = '1', false) as is_active
from delivered.insured_unit
