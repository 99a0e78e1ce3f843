-- 参保缴费月: what a person was declared and paid for, by insurance, month and employer.
--
-- key: person_id, insurance, period, employer_id

with flexible as (
    -- Flexible workers whom a bureau keeps under a unit of its own.
    select distinct issuer, member_id, insurance, insured_unit_id
    from staging.member
    where is_flexible and insured_unit_id is not null
),

-- Twenty million rows are joined, added up and sorted by numbers, not by names.
person as (
    select person_id, row_number() over (order by person_id) as person_no
    from (select distinct person_id from matches.person_of_member) as known
),

members as (
    select members.issuer, members.member_id, person.person_no
    from matches.person_of_member as members
    join person on members.person_id = person.person_id
),

units as (
    select
        split_part(record_id, ':', 1) as issuer,
        substr(record_id, length(split_part(record_id, ':', 1)) + 2) as insured_unit_id,
        employer_id
    from matches.employer
    where extract = 'insured_unit'
),

paid as (
    select
        members.person_no,
        contribution.insurance,
        contribution.period,
        -- Whatever unit or village a resident's row is kept under, it is no employer.
        case
            when
                contribution.insured_unit_id is not null and flexible.member_id is null
                and contribution.insurance not in ('170', '390')
                then coalesce(
                    units.employer_id, 'unit:' || contribution.issuer || ':' || contribution.insured_unit_id
                )
        end as employer_id,
        contribution.base_yuan,
        contribution.amount_yuan,
        case when contribution.payment_status = '1' then contribution.amount_yuan else 0 end as arrived_yuan,
        case
            when contribution.due_kind = '30' and contribution.payment_status = '1' then contribution.amount_yuan else 0
        end as paid_for_yuan
    from staging.contribution as contribution
    join members on contribution.issuer = members.issuer and contribution.member_id = members.member_id
    left join units
        on contribution.issuer = units.issuer and contribution.insured_unit_id = units.insured_unit_id
    left join flexible
        on contribution.issuer = flexible.issuer and contribution.member_id = flexible.member_id
        and contribution.insurance = flexible.insurance and contribution.insured_unit_id = flexible.insured_unit_id
    where contribution.period is not null
),

added as (
    select
        person_no,
        insurance,
        period,
        employer_id,
        max(base_yuan) as base_yuan,
        sum(amount_yuan)::decimal(18, 2) as amount_yuan,
        sum(arrived_yuan)::decimal(18, 2) as arrived_yuan,
        sum(paid_for_yuan)::decimal(18, 2) as paid_for_yuan
    from paid
    group by person_no, insurance, period, employer_id
    -- One person's months side by side: smaller on disk, and whoever asks for one person reads little.
    order by person_no
)

select
    person.person_id,
    added.* exclude (person_no),
    -- Arrears count for whoever has an employer; nobody but the payer owes a flexible worker's month.
    amount_yuan > 0 and (arrived_yuan > 0 or not (employer_id is null and insurance in ('110', '310'))) as is_declared,
    -- What arrived and is being paid back is a month taken back.
    amount_yuan > 0 and arrived_yuan > 0 as is_paid
from added
join person on added.person_no = person.person_no
