-- 缴费明细归属: for every contribution row, whose it is, for which employer, and what of it arrived.
--
-- key: issuer, member_id, insurance, insured_unit_id, period, due_kind, payment_status
-- made: view

select
    contribution.issuer,
    contribution.member_id,
    contribution.insured_unit_id,
    contribution.due_kind,
    contribution.payment_status,
    payer.person_no,
    payer.is_only_number,
    contribution.is_alone,
    contribution.insurance,
    contribution.period,
    -- Whatever unit or village a resident's row is kept under, it is no employer.
    contribution.insured_unit_id is not null and flexible.member_id is null
    and contribution.insurance not in ('170', '390') as has_employer,
    case when has_employer then units.employer_no end as employer_no,
    case when has_employer and units.employer_no is null
        then 'unit:' || contribution.employer_record end as unknown_unit,
    contribution.base_yuan,
    contribution.amount_yuan,
    case when contribution.payment_status = '1' then contribution.amount_yuan else 0 end as arrived_yuan,
    case
        when contribution.due_kind = '30' and contribution.payment_status = '1' then contribution.amount_yuan else 0
    end as paid_for_yuan
from staging.contribution as contribution
join restricted.payer_number as payer
    on contribution.issuer = payer.issuer and contribution.member_id = payer.member_id
left join restricted.payer_unit as units
    on contribution.issuer = units.issuer and contribution.insured_unit_id = units.insured_unit_id
-- A table of its own: of a query in its place the planner would think it the larger side of the join.
left join restricted.flexible_unit as flexible
    on contribution.issuer = flexible.issuer and contribution.member_id = flexible.member_id
    and contribution.insurance = flexible.insurance and contribution.insured_unit_id = flexible.insured_unit_id
where contribution.period is not null
