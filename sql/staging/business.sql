-- 市场主体与机构登记信息: registered organisations, and whether the registry calls them operating.
--
-- key: uscc, registration_no

select
    *,
    coalesce(business_status = '存续', false) as is_operating,
    coalesce(business_kind = '个体工商户', false) as is_sole_trader
from delivered.business
