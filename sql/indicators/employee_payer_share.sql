-- 缴费人员职工养老占比: who has paid for an employee or civil pension among all who have paid for one, by year.
--
-- key: town_code, period
-- kpi: K09
-- unit: 比例
-- kind: rate
-- by: home
-- population: 当年为任一养老保险缴过费的人员，按户籍地或居住地
-- definition: 分子：当年任一月份缴过企业职工或机关事业养老的人数；分母：分子加上只缴当年度居民养老的人数，一人计一次。按年计，缴费明细不满全年的年份不计，未结束的年度为截至目前
-- needs: contribution 110, contribution 170

with payer as (
    -- Years are numbers here: twenty million rows are grouped by them.
    select
        coverage.person_id,
        year(coverage.period) as paid_year,
        bool_or(coverage.insurance <> '170') as is_employee
    from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.insurance in ('110', '120', '170') and coverage.is_paid
        and coverage.period < cast(calendar.this_year_from + interval 12 month as date)
    group by coverage.person_id, year(coverage.period)
),

reach as (
    select distinct first_period from core.contribution_month
)

select
    person.town_code,
    make_date(payer.paid_year, 1, 1) as period,
    count(*) filter (where payer.is_employee) as numerator,
    count(*) as denominator
from payer
join core.person as person on payer.person_id = person.person_id
join reach on make_date(payer.paid_year, 1, 1) >= reach.first_period
group by person.town_code, payer.paid_year
