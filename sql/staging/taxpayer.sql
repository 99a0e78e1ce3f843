-- 纳税人登记信息: taxpayers, and whether the tax office calls them operating.
--
-- key: taxpayer_id

select
    *,
    coalesce(taxpayer_status = '03', false) as is_operating,
    coalesce(taxpayer_kind = '个体工商户', false) as is_sole_trader
from delivered.taxpayer
