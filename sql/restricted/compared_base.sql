-- 个人缴费基数比对: the base that an employer declares for a person, beside what the person earns there.
--
-- key: person_id, employer_id
-- law: 社会保险法 art. 12, 60, 86

with delivered as (
    select count(distinct wage.period) as wage_months
    from core.wage_month as wage
    cross join core.calendar as calendar
    where
        wage.wage_yuan > 0
        and wage.period >= calendar.last_year_from and wage.period < calendar.this_year_from
),

-- The previous calendar year where enough of it was delivered, else the active window.
span as (
    select
        case when delivered.wage_months >= $base_wage_months then calendar.last_year_from else calendar.active_from
        end as span_from,
        case when delivered.wage_months >= $base_wage_months
            then cast(calendar.this_year_from - interval 1 month as date) else calendar.last_month
        end as span_until
    from core.calendar as calendar
    cross join delivered
),

earned as (
    select
        wage.person_id,
        wage.employer_id,
        round(
            sum(case when wage.wage_yuan > 0 then wage.wage_yuan else 0 end)::double
            / nullif(count(*) filter (where wage.wage_yuan > 0), 0) + sum(wage.bonus_yuan)::double / 12, 2
        )::decimal(18, 2) as mean_wage_yuan,
        max(wage.source_row) as source_row
    from core.wage_month as wage
    cross join span
    where wage.period between span.span_from and span.span_until
    group by wage.person_id, wage.employer_id
    having count(*) filter (where wage.wage_yuan > 0) >= $base_wage_months
),

declared as (
    select coverage.person_id, coverage.employer_id, coverage.period, coverage.base_yuan
    from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.insurance = '110' and coverage.is_declared and coverage.employer_id is not null
        and coverage.base_yuan > 0 and coverage.period between calendar.recent_from and calendar.last_month
    qualify row_number() over (
        partition by coverage.person_id, coverage.employer_id order by coverage.period desc
    ) = 1
)

select
    declared.person_id,
    declared.employer_id,
    declared.period,
    declared.base_yuan,
    earned.mean_wage_yuan,
    earned.source_row
from declared
join earned on declared.person_id = earned.person_id and declared.employer_id = earned.employer_id
