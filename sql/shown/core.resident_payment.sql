-- As in core.standing.
select
    * replace (null::date as government_paid_for, null::decimal(18, 2) as resident_pension_yuan)
from core.resident_payment
order by person_id
