-- 企业职工养老中断缴费率: who has stopped by the same month of the year among those who paid in December before.
--
-- key: town_code, period
-- kpi: K12
-- unit: 比例
-- kind: rate
-- by: home
-- population: 上年12月缴费到账的企业职工养老（含灵活就业）人员，按户籍地或居住地
-- definition: 分子：分母中到数据最近月（往年取同一月份）为止连续3个月没有缴职工或机关养老、也没有死亡或领取养老金的人数；分母：上年12月缴费到账的人数。各年都算到同一月份，可以与上年比较；缴费明细没有上年12月的年份不计
-- needs: contribution 110, benefit

with span as (
    select
        month.period as until_month,
        cast(month.period - ($recent_months - 1) * interval 1 month as date) as from_month,
        cast(make_date(year(month.period), 1, 1) - interval 1 month as date) as december
    from core.contribution_month as month
    join core.calendar as calendar on month(month.period) = month(calendar.last_month)
    where cast(make_date(year(month.period), 1, 1) - interval 1 month as date) >= month.first_period
),

begun as (
    select distinct span.until_month, coverage.person_id from core.coverage_month as coverage
    join span on coverage.period = span.december
    where coverage.insurance = '110' and coverage.is_paid
),

going as (
    select distinct span.until_month, coverage.person_id from core.coverage_month as coverage
    join span on coverage.period between span.from_month and span.until_month
    where coverage.insurance in ('110', '120') and coverage.is_paid
),

retired as (
    select person_id, min(starts_in) as starts_in from core.benefit
    where is_drawn_pension
    group by person_id
)

select
    person.town_code,
    make_date(year(begun.until_month), 1, 1) as period,
    count(*) filter (
        where going.person_id is null
            and coalesce(death.died_on >= cast(begun.until_month + interval 1 month as date), true)
            and coalesce(retired.starts_in > begun.until_month, true)
    ) as numerator,
    count(*) as denominator
from begun
join core.person as person on begun.person_id = person.person_id
left join going on begun.person_id = going.person_id and begun.until_month = going.until_month
left join core.death as death on begun.person_id = death.person_id
left join retired on begun.person_id = retired.person_id
group by person.town_code, make_date(year(begun.until_month), 1, 1)
