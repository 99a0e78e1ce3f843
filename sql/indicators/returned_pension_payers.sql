-- 企业职工养老恢复缴费人数: people who paid, stopped for more than twelve months, and pay again.
--
-- key: town_code, handled_by, period
-- kpi: K01
-- unit: 人
-- kind: flow
-- by: home
-- population: 企业职工养老（含灵活就业）缴费人员，按户籍地或居住地
-- definition: 当月缴费到账、此前12个月没有缴费、缴费明细更早的月份缴过费的人数
-- needs: member 110, contribution 110

with broken as (
    -- Only who has twelve empty months between the first and the last can have come back: few, and soon sorted.
    select person_id from core.pension_record
    where
        (year(last_paid_in) - year(first_paid_in)) * 12 + month(last_paid_in) - month(first_paid_in) + 1
        >= paid_months + 12
),

paid as (
    select coverage.person_id, coverage.period from core.coverage_month as coverage
    semi join broken on coverage.person_id = broken.person_id
    where coverage.insurance = '110' and coverage.is_paid
    group by coverage.person_id, coverage.period
),

spaced as (
    select
        person_id,
        period,
        lag(period) over (partition by person_id order by period) as previous_period
    from paid
)

select
    person.town_code,
    office.handled_by,
    spaced.period,
    count(*) as numerator
from spaced
join core.person as person on spaced.person_id = person.person_id
join core.contribution_month as month on spaced.period = month.period
left join core.pension_office as office on person.person_id = office.person_id
where spaced.previous_period < cast(spaced.period - interval 12 month as date)
group by person.town_code, office.handled_by, spaced.period
