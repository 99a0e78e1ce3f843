-- 单位欠费: contributions declared for a month before last month that have not arrived, by employer.
--
-- key: employer_id
-- law: 社会保险法 art. 60, 63, 86

with owed as (
    select coverage.person_id, coverage.insurance, coverage.period, coverage.employer_id, coverage.amount_yuan
    from core.coverage_month as coverage
    cross join core.calendar as calendar
    -- Residents owe nothing, whoever collects from them.
    where
        coverage.employer_id is not null and coverage.insurance not in ('170', '390')
        and coverage.is_declared and not coverage.is_paid and coverage.period < calendar.last_month
),

-- Paid through another unit or under another due kind after all.
settled as (
    select distinct coverage.person_id, coverage.insurance, coverage.period from core.coverage_month as coverage
    semi join owed
        on coverage.person_id = owed.person_id and coverage.insurance = owed.insurance
        and coverage.period = owed.period
    where coverage.is_paid
),

due as (
    select owed.* from owed
    left join settled
        on owed.person_id = settled.person_id and owed.insurance = settled.insurance and owed.period = settled.period
    where settled.person_id is null
),

proof as (
    select due.employer_id, min(contribution.source_file || '#' || contribution.source_line) as source_row
    from staging.contribution as contribution
    join matches.person_of_member as members
        on contribution.issuer = members.issuer and contribution.member_id = members.member_id
    left join matches.employer as units
        on units.extract = 'insured_unit'
        and units.record_id = contribution.employer_record
    join due
        on members.person_id = due.person_id and contribution.insurance = due.insurance
        and contribution.period = due.period
        and due.employer_id
        = coalesce(units.employer_id, 'unit:' || contribution.employer_record)
    where contribution.payment_status <> '1'
    group by due.employer_id
),

added as (
    select
        employer_id,
        count(distinct person_id) as owed_people,
        count(distinct period) as owed_months,
        sum(amount_yuan)::decimal(18, 2) as owed_yuan,
        min(period) as first_owed_in,
        max(period) as last_owed_in
    from due
    group by employer_id
)

select added.*, proof.source_row
from added
left join proof on added.employer_id = proof.employer_id
