-- 单位公示名册: for whom an employer has declared in its last month, with the insurances and the pension base.
--
-- key: person_id

with named (insurance, insurance_name) as (
    values ('110', '养老'), ('120', '养老'), ('210', '失业'), ('310', '医疗'), ('410', '工伤'), ('510', '生育')
),

declared as (
    select coverage.person_id, coverage.insurance, coverage.period, max(coverage.base_yuan) as base_yuan
    from published.core.coverage_month as coverage
    cross join published.core.calendar as calendar
    where
        coverage.employer_id = $employer_id and coverage.is_declared
        and coverage.period between calendar.recent_from and calendar.last_month
    group by coverage.person_id, coverage.insurance, coverage.period
),

last_month as (select max(period) as period from declared)

select
    declared.person_id,
    person.person_name,
    declared.period,
    string_agg(named.insurance_name, '、' order by named.insurance) as insurances,
    max(declared.base_yuan) filter (where declared.insurance in ('110', '120')) as base_yuan
from declared
join last_month on declared.period = last_month.period
join named on declared.insurance = named.insurance
left join published.core.person as person on declared.person_id = person.person_id
group by declared.person_id, person.person_name, declared.period
order by declared.person_id
