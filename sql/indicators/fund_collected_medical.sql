-- 职工医保基金征缴: what has arrived of contributions, by what it was paid for.
--
-- key: town_code, period
-- kpi: K18
-- unit: 元
-- kind: flow
-- by: home
-- population: 职工医保缴费人员，按户籍地或居住地
-- definition: 单位和个人缴费已到账的金额之和，退费已减去；按费款所属月份，不按到账月份；补缴计入所属月份
-- needs: contribution 310

select
    person.town_code,
    coverage.period as period,
    sum(coverage.arrived_yuan)::double as numerator
from core.coverage_month as coverage
join core.person as person on coverage.person_id = person.person_id
join core.contribution_month as month on coverage.period = month.period
where coverage.insurance = '310' and coverage.arrived_yuan <> 0
group by person.town_code, coverage.period
