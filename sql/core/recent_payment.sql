-- 近期缴费: the last month of the recent ones (or of the active window) that a person was declared or paid for.
--
-- key: person_id

with month as (
    select coverage.*, coverage.period >= calendar.recent_from as is_recent
    from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.insurance in ('110', '120', '210', '310', '410')
        and coverage.period between calendar.active_from and calendar.last_month
        and (coverage.is_declared or coverage.is_paid)
)

select
    person_id,
    max(period) filter (
        where is_recent and is_declared and (insurance = '120' or (insurance = '110' and employer_id is not null))
    ) as unit_pension_declared_in,
    max(period) filter (
        where is_recent and is_paid and insurance = '110' and employer_id is not null
    ) as unit_pension_paid_in,
    max(period) filter (
        where is_recent and is_paid and insurance = '110' and employer_id is null
    ) as flexible_pension_paid_in,
    max(period) filter (where is_recent and is_paid and insurance = '120') as civil_pension_paid_in,
    max(period) filter (where is_declared and insurance in ('110', '120')) as active_pension_declared_in,
    max(period) filter (where is_recent and is_declared and insurance = '310') as medical_declared_in,
    max(period) filter (where is_recent and is_paid and insurance = '310') as medical_paid_in,
    max(period) filter (where is_recent and is_declared and insurance = '410') as injury_declared_in,
    max(period) filter (where is_recent and is_declared and insurance = '210') as unemployment_declared_in
from month
group by person_id
