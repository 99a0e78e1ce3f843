-- 居民养老人均缴费（含代缴）: what was paid for residents for a year, by themselves or by the government, by head.
--
-- key: town_code, period
-- kpi: K05
-- unit: 元
-- kind: mean
-- by: home
-- population: 当年度城乡居民养老缴费人员，按户籍地或居住地
-- definition: 分子：当年度缴费到账金额之和，含政府代缴；分母：当年度缴费到账的人数，含由政府代缴的。按费款所属年度，未结束的年度为截至目前
-- needs: contribution 170

select
    person.town_code,
    make_date(year(coverage.period), 1, 1) as period,
    sum(coverage.arrived_yuan)::double as numerator,
    count(distinct coverage.person_id) as denominator
from core.coverage_month as coverage
join core.person as person on coverage.person_id = person.person_id
cross join core.calendar as calendar
where
    coverage.insurance = '170'
    and coverage.arrived_yuan > 0
    and coverage.period >= cast(calendar.this_year_from - interval 24 month as date)
    and coverage.period < cast(calendar.this_year_from + interval 12 month as date)
group by person.town_code, make_date(year(coverage.period), 1, 1)
