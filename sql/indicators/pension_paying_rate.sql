-- 企业职工养老参保缴费率: who has paid for last month among the members who have not retired.
--
-- key: town_code, period
-- kpi: K02
-- unit: 比例
-- kind: rate
-- by: home
-- population: 企业职工养老在册参保人员（正常和暂停参保），不含领取养老金的，按户籍地或居住地
-- definition: 分子：分母中上月（数据的最近一个月）缴费到账的人数；分母：在册参保、没有领取企业职工或机关养老金的人数。暂停参保的在分母内；参保状态没有历史，只算最近一个月
-- needs: member 110, contribution 110, benefit

with paid as (
    select distinct coverage.person_id from core.coverage_month as coverage
    join core.calendar as calendar on coverage.period = calendar.last_month
    where coverage.insurance = '110' and coverage.is_paid
),

retired as (
    select distinct person_id from core.benefit
    where is_drawn_pension and benefit_kind <> '城乡居民养老'
)

select
    person.town_code,
    calendar.last_month as period,
    count(paid.person_id) as numerator,
    count(*) as denominator
from core.enrolment as enrolment
join core.person as person on enrolment.person_id = person.person_id
cross join core.calendar as calendar
left join paid on enrolment.person_id = paid.person_id
anti join retired on enrolment.person_id = retired.person_id
where enrolment.insurance = '110'
group by person.town_code, calendar.last_month
