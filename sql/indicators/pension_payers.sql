-- 企业职工养老当月缴费人数: how many people have paid for a month.
--
-- key: town_code, period
-- kpi: K10
-- unit: 人
-- kind: stock
-- by: home
-- population: 企业职工养老（含灵活就业）缴费人员，按户籍地或居住地
-- definition: 所属期为当月的企业职工养老缴费已到账的人数（一人多处缴费计一人）
-- needs: contribution 110

select
    person.town_code,
    coverage.period,
    count(distinct coverage.person_id) as numerator
from core.coverage_month as coverage
join core.contribution_month as month on coverage.period = month.period
join core.person as person on coverage.person_id = person.person_id
where coverage.insurance = '110' and coverage.is_paid
group by person.town_code, coverage.period
