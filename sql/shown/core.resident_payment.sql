-- 居民缴费，公布的部分: what of core.resident_payment is shown.
--
-- key: person_id

-- As in core.standing.
select
    * replace (null::date as government_paid_for, null::decimal(18, 2) as resident_pension_yuan)
from core.resident_payment
order by person_id
