-- 参保缴费月，公布的部分: what of core.coverage_month is shown.
--
-- key: person_id, insurance, period, employer_id

-- What was paid for a resident's year tells who paid it: the government pays the lowest tier of hardship. That it was
-- declared and paid is told, an amount of an employee's month as well.
select
    * replace (
        case when insurance not in ('170', '390') then base_yuan end as base_yuan,
        case when insurance not in ('170', '390') then amount_yuan end as amount_yuan,
        case when insurance not in ('170', '390') then arrived_yuan end as arrived_yuan,
        null::decimal(18, 2) as paid_for_yuan
    )
from core.coverage_month
