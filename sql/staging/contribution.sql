-- 缴费明细: contributions by member number, with the bureau that issued the number and the amount of the row.
--
-- key: issuer, member_id, insurance, insured_unit_id, period, due_kind, payment_status
-- made: view

select
    *,
    -- A delivery may print no amounts: then the base stands for them, and without a base the row itself.
    coalesce(
        case when unit_yuan is not null or person_yuan is not null
            then coalesce(unit_yuan, 0) + coalesce(person_yuan, 0) end,
        base_yuan,
        1
    )::decimal(18, 2) as amount_yuan
from delivered.contribution
