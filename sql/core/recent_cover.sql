-- 近期在保: who was declared in the recent months, by insurance, and whether through a unit.
--
-- key: person_id, insurance

select
    coverage.person_id,
    coverage.insurance,
    bool_or(coverage.employer_id is not null) as is_through_unit,
    bool_or(coverage.is_paid) as is_paid,
    max(coverage.period) as last_period
from core.coverage_month as coverage
cross join core.calendar as calendar
where coverage.is_declared and coverage.period between calendar.recent_from and calendar.last_month
group by coverage.person_id, coverage.insurance
