-- 城乡居民养老基金征缴: what has arrived of contributions, by what it was paid for.
--
-- key: town_code, period
-- kpi: K18
-- unit: 元
-- kind: flow
-- by: home
-- population: 城乡居民养老缴费人员，按户籍地或居住地
-- definition: 单位和个人缴费已到账的金额之和，退费已减去，含政府代缴；按费款所属年度，未结束的年度为截至目前
-- needs: contribution 170

select
    person.town_code,
    make_date(year(coverage.period), 1, 1) as period,
    sum(coverage.arrived_yuan)::double as numerator
from core.coverage_month as coverage
join core.person as person on coverage.person_id = person.person_id
cross join core.calendar as calendar
where
    coverage.insurance = '170' and coverage.arrived_yuan <> 0
    and coverage.period >= cast(calendar.this_year_from - interval 24 month as date)
    and coverage.period < cast(calendar.this_year_from + interval 12 month as date)
group by person.town_code, make_date(year(coverage.period), 1, 1)
