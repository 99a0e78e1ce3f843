-- 失业保险参保人数: for whom an employer has declared unemployment insurance lately.
--
-- key: town_code, handled_by, period
-- kpi: K17
-- unit: 人
-- kind: stock
-- by: home
-- population: 失业保险参保人员，按户籍地或居住地
-- definition: 近3个月由任一单位申报失业保险的人数，一人计一次。截至运行当日
-- needs: contribution 210

with insured as (
    select distinct coverage.person_id from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.insurance = '210' and coverage.is_declared
        and coverage.period between calendar.recent_from and calendar.last_month
)

select
    person.town_code,
    office.handled_by,
    cast(date_trunc('month', $as_of::date) as date) as period,
    count(*) as numerator
from insured
join core.person as person on insured.person_id = person.person_id
left join core.pension_office as office on person.person_id = office.person_id
group by person.town_code, office.handled_by
