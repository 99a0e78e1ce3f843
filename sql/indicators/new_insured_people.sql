-- 基本养老新增参保缴费人数（含居民）: people who pay for any pension insurance for the first time, by year.
--
-- key: town_code, handled_by, period
-- kpi: K01
-- unit: 人
-- kind: flow
-- by: home
-- population: 企业职工、机关事业和城乡居民养老缴费人员，按户籍地或居住地
-- definition: 当年第一次为三种养老保险之一缴费到账、且缴费明细开始前没有任何缴费月数的人数；按年计，明细不满全年的年份不计
-- needs: member 110, member 170, contribution 110, contribution 170

with before as (
    select members.person_id, max(member.paid_months_before) as paid_months_before
    from staging.member as member
    join matches.person_of_member as members
        on member.issuer = members.issuer and member.member_id = members.member_id
    where member.insurance in ('110', '120', '170')
    group by members.person_id
),

begun as (
    select person_id, min(period) as first_paid_in from core.coverage_month
    where insurance in ('110', '120', '170') and is_paid
    group by person_id
),

reach as (
    select distinct first_period from core.contribution_month
)

select
    person.town_code,
    office.handled_by,
    make_date(year(begun.first_paid_in), 1, 1) as period,
    count(*) as numerator
from begun
join core.person as person on begun.person_id = person.person_id
cross join core.calendar as calendar
cross join reach
left join before on begun.person_id = before.person_id
left join core.pension_office as office on person.person_id = office.person_id
where
    coalesce(before.paid_months_before, 0) = 0
    and make_date(year(begun.first_paid_in), 1, 1) >= reach.first_period
    -- Next year's payment, made early, is next year's news.
    and begun.first_paid_in < cast(calendar.this_year_from + interval 12 month as date)
group by person.town_code, office.handled_by, make_date(year(begun.first_paid_in), 1, 1)
