-- 已参保单位: employers with an active unit for 110 or 120 through which somebody was declared in the recent months.
--
-- key: employer_id

with active as (
    select units.employer_id, min(unit.source_file || '#' || unit.source_line) as source_row
    from staging.insured_unit as unit
    join matches.employer as units
        on units.extract = 'insured_unit' and units.record_id = unit.employer_record
    where unit.insurance in ('110', '120') and unit.is_active
    group by units.employer_id
),

declared as (
    select coverage.employer_id, count(distinct coverage.person_id) as declared_people
    from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.insurance in ('110', '120') and coverage.is_declared and coverage.employer_id is not null
        and coverage.period between calendar.recent_from and calendar.last_month
    group by coverage.employer_id
)

select active.employer_id, declared.declared_people, active.source_row
from active
join declared on active.employer_id = declared.employer_id
