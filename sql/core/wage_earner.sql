-- 近期领薪人员: who has a wage that counts in the recent months, by employer.
--
-- key: person_id, employer_id
-- law: 社会保险法 art. 58

with wage as (
    select wage_month.* from core.wage_month as wage_month
    cross join core.calendar as calendar
    where wage_month.wage_yuan > 0 and wage_month.period between calendar.active_from and calendar.last_month
),

begun as (
    select person_id, employer_id, min(period) as first_period from wage
    group by person_id, employer_id
),

-- Insured the month before the recent ones: a wage in their first month may be the last pay of somebody who left.
insured_before as (
    select distinct coverage.person_id from core.coverage_month as coverage
    cross join core.calendar as calendar
    where coverage.insurance in ('110', '120') and coverage.is_declared and coverage.period = calendar.before_recent
)

select
    wage.person_id,
    wage.employer_id,
    count(*) as wage_months,
    sum(wage.wage_yuan)::decimal(18, 2) as wage_yuan,
    round(sum(wage.wage_yuan)::double / count(*), 2)::decimal(18, 2) as mean_wage_yuan,
    min(wage.period) as first_wage_in,
    max(wage.period) as last_wage_in,
    arg_max(wage.source_row, wage.period) as source_row
from wage
cross join core.calendar as calendar
join begun on wage.person_id = begun.person_id and wage.employer_id = begun.employer_id
left join insured_before on wage.person_id = insured_before.person_id
where
    wage.period >= calendar.recent_from
    and not (wage.period = calendar.recent_from and insured_before.person_id is not null)
    -- Thirty days to register whoever was hired last month.
    and not (wage.period = calendar.last_month and begun.first_period = calendar.last_month)
group by wage.person_id, wage.employer_id
order by wage.person_id -- sql/explain/block.sql says why
