-- 参保单位信息: insured units with the bureau that issued the number.
--
-- key: issuer, insured_unit_id, insurance

select
    *,
    case when insurance in ('310', '390', '510') then 'hsa' else 'hrss' end as issuer,
    coalesce(unit_status = '1', false) as is_active
from delivered.insured_unit
