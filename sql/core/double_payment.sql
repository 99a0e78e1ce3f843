-- 重复缴费: for what a person paid twice: 110 through two units in one month, a resident's year beside an employee's.
--
-- key: person_id

with unit_month as (
    select person_id, employer_id, period from core.coverage_month
    where insurance = '110' and is_paid and employer_id is not null
),

several as (
    select person_id from unit_month
    group by person_id
    having min(employer_id) <> max(employer_id)
),

here as (
    select unit_month.*,
        min(period) over (partition by unit_month.person_id, employer_id) as first_paid_in,
        max(period) over (partition by unit_month.person_id, employer_id) as last_paid_in
    from unit_month
    semi join several on unit_month.person_id = several.person_id
),

pair as (
    select one.person_id, '110' as insurance, one.period, one.employer_id, other.employer_id as other_employer_id,
        -- The month of a change: the one pays no later month, the other no earlier one.
        (one.last_paid_in = one.period and other.first_paid_in = one.period)
        or (other.last_paid_in = one.period and one.first_paid_in = one.period) as is_change
    from here as one
    join here as other on one.person_id = other.person_id and one.period = other.period
    cross join core.calendar as calendar
    where one.employer_id < other.employer_id and one.period between calendar.active_from and calendar.last_month
),

resident_year as (
    select coverage.person_id, coverage.insurance, coverage.period from core.coverage_month as coverage
    cross join core.calendar as calendar
    where coverage.insurance in ('170', '390') and coverage.is_paid and coverage.period >= calendar.last_year_from
        and coverage.period < cast(calendar.this_year_from + interval 12 month as date)
),

employee_year as (
    select coverage.person_id, case coverage.insurance when '110' then '170' else '390' end as insurance,
        year(coverage.period) as year
    from core.coverage_month as coverage
    semi join resident_year on coverage.person_id = resident_year.person_id
    cross join core.calendar as calendar
    where coverage.insurance in ('110', '310') and coverage.is_paid and coverage.period >= calendar.last_year_from
    group by coverage.person_id, coverage.insurance, year(coverage.period)
    having count(distinct coverage.period) = 12
),

doubled as (
    select person_id, insurance, period, employer_id, other_employer_id, is_change from pair
    union all
    select resident_year.person_id, resident_year.insurance, resident_year.period, null, null, false
    from resident_year
    join employee_year
        on resident_year.person_id = employee_year.person_id and resident_year.insurance = employee_year.insurance
        and year(resident_year.period) = employee_year.year
),

counted as (
    select
        person_id,
        count(distinct period) filter (where insurance = '110' and not is_change) as doubled_months,
        max(period) filter (where insurance = '110' and not is_change) as doubled_in,
        arg_max(employer_id, strftime(period, '%Y%m') || employer_id || other_employer_id)
            filter (where not is_change) as employer_id,
        arg_max(other_employer_id, strftime(period, '%Y%m') || employer_id || other_employer_id)
            filter (where not is_change) as other_employer_id,
        max(period) filter (where is_change) as changed_in,
        max(year(period)) filter (where insurance = '170') as pension_doubled_year,
        max(year(period)) filter (where insurance = '390') as medical_doubled_year
    from doubled
    group by person_id
)

select counted.*, employer.employer_name, other.employer_name as other_employer_name
from counted
left join core.employer as employer on counted.employer_id = employer.employer_id
left join core.employer as other on counted.other_employer_id = other.employer_id
