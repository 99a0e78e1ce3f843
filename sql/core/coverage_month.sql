-- 参保缴费月: what a person was declared and paid for, by insurance, month and employer.
--
-- key: person_id, insurance, period, employer_id

with flexible as (
    -- Flexible workers whom a bureau keeps under a unit of its own.
    select distinct issuer, member_id, insurance, insured_unit_id
    from staging.member
    where is_flexible and insured_unit_id is not null
),

paid as (
    select
        members.person_id,
        contribution.insurance,
        contribution.period,
        case when contribution.insured_unit_id is not null and flexible.member_id is null then coalesce(
            units.employer_id, 'unit:' || contribution.issuer || ':' || contribution.insured_unit_id
        ) end as employer_id,
        contribution.base_yuan,
        contribution.amount_yuan,
        case when contribution.payment_status = '1' then contribution.amount_yuan else 0 end as arrived_yuan,
        case when contribution.due_kind = '30' then contribution.amount_yuan else 0 end as paid_for_yuan
    from staging.contribution as contribution
    join matches.person_of_member as members
        on contribution.issuer = members.issuer and contribution.member_id = members.member_id
    left join matches.employer as units
        on units.extract = 'insured_unit'
        and units.record_id = contribution.issuer || ':' || contribution.insured_unit_id
    left join flexible
        on contribution.issuer = flexible.issuer and contribution.member_id = flexible.member_id
        and contribution.insurance = flexible.insurance and contribution.insured_unit_id = flexible.insured_unit_id
    where contribution.period is not null
),

added as (
    select
        person_id,
        insurance,
        period,
        employer_id,
        max(base_yuan) as base_yuan,
        sum(amount_yuan)::decimal(18, 2) as amount_yuan,
        sum(arrived_yuan)::decimal(18, 2) as arrived_yuan,
        sum(paid_for_yuan)::decimal(18, 2) as paid_for_yuan
    from paid
    group by person_id, insurance, period, employer_id
)

select
    *,
    -- Arrears count for whoever has an employer; nobody but the payer owes a flexible worker's month.
    case
        when employer_id is null and insurance not in ('170', '390') then arrived_yuan > 0 else amount_yuan > 0
    end as is_declared,
    arrived_yuan > 0 as is_paid
from added
