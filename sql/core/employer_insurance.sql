-- 单位参保险种: in which insurances an employer has a unit, whether it is active, and for how many it declared lately.
--
-- key: employer_id, insurance

with unit as (
    select
        units.employer_id,
        unit.insurance,
        -- Of several units of one employer an active one speaks, then the one that was insured once.
        case when bool_or(unit.is_active) then '1' else max(unit.unit_status) end as unit_status,
        bool_or(unit.is_active) as is_active,
        coalesce(
            min(unit.source_file || '#' || unit.source_line) filter (where unit.is_active),
            min(unit.source_file || '#' || unit.source_line)
        ) as source_row
    from staging.insured_unit as unit
    join matches.employer as units
        on units.extract = 'insured_unit' and units.record_id = unit.employer_record
    group by units.employer_id, unit.insurance
),

declared as (
    select coverage.employer_id, coverage.insurance, count(distinct coverage.person_id) as declared_people
    from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.is_declared and coverage.employer_id is not null and coverage.insurance not in ('170', '390')
        and coverage.period between calendar.recent_from and calendar.last_month
    group by coverage.employer_id, coverage.insurance
)

select
    unit.employer_id,
    unit.insurance,
    unit.unit_status,
    unit.is_active,
    coalesce(declared.declared_people, 0) as declared_people,
    unit.source_row
from unit
left join declared on unit.employer_id = declared.employer_id and unit.insurance = declared.insurance
