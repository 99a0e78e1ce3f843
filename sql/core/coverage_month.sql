-- 参保缴费月: what a person was declared and paid for, by insurance, month and employer.
--
-- key: person_id, insurance, period, employer_id
-- shares: restricted.payer.person_no

-- Rows that may share a person's month with another.
with meeting as (
    select * from restricted.paid_row where not is_only_number and person_no between $first_no and $last_no
    union all
    select * from restricted.paid_row
    where is_only_number and not is_alone and person_no between $first_no and $last_no
),

-- Twenty million rows are joined and sorted by numbers, not by names.
added as (
    -- Nearly all: the one row of the one number that the person has with this bureau.
    select
        person_no, insurance, period, employer_no, unknown_unit, base_yuan, amount_yuan, arrived_yuan, paid_for_yuan
    from restricted.paid_row
    where is_only_number and is_alone and person_no between $first_no and $last_no
    union all
    select
        person_no,
        insurance,
        period,
        employer_no,
        unknown_unit,
        max(base_yuan) as base_yuan,
        sum(amount_yuan)::decimal(18, 2) as amount_yuan,
        sum(arrived_yuan)::decimal(18, 2) as arrived_yuan,
        sum(paid_for_yuan)::decimal(18, 2) as paid_for_yuan
    from meeting
    group by person_no, insurance, period, employer_no, unknown_unit
    -- One person's months side by side: smaller on disk, and whoever asks for one person reads little.
    order by person_no
),

employer as (select distinct employer_no, employer_id from restricted.payer_unit)

select
    payer.person_id,
    added.insurance,
    added.period,
    coalesce(employer.employer_id, added.unknown_unit) as employer_id,
    added.base_yuan,
    added.amount_yuan,
    added.arrived_yuan,
    added.paid_for_yuan,
    -- Arrears count for whoever has an employer; nobody but the payer owes a flexible worker's month.
    added.amount_yuan > 0 and (
        added.arrived_yuan > 0
        or not (coalesce(employer.employer_id, added.unknown_unit) is null and added.insurance in ('110', '310'))
    ) as is_declared,
    -- What arrived and is being paid back is a month taken back.
    added.amount_yuan > 0 and added.arrived_yuan > 0 as is_paid
from added
join restricted.payer as payer on added.person_no = payer.person_no
left join employer on added.employer_no = employer.employer_no
