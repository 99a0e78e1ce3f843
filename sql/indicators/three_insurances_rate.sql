-- 养老、工伤、失业同时参保率: for whom all three are declared among the staff that should be insured.
--
-- key: town_code, period
-- kpi: K20
-- unit: 比例
-- kind: rate
-- by: employer
-- population: 近3个月有正常工资薪金、不属免缴的职工，按用人单位所在地；一人在两处领薪计两次
-- definition: 分子：分母中近3个月由单位申报职工（机关）养老、工伤、失业三种保险的人数；分母：近3个月领薪、不属职工养老免缴的人数，与参保率的分母相同。只算最近一个月
-- needs: wage, contribution 110, contribution 210, contribution 410

with unemployment as (
    select distinct coverage.person_id from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.insurance = '210' and coverage.is_declared
        and coverage.period between calendar.recent_from and calendar.last_month
)

select
    employer.town_code,
    calendar.last_month as period,
    count(*) filter (
        where standing.unit_pension_declared_in is not null and standing.injury_declared_in is not null
            and unemployment.person_id is not null
    ) as numerator,
    count(*) as denominator
from core.wage_earner as earner
join core.employer as employer on earner.employer_id = employer.employer_id
join core.standing as standing on earner.person_id = standing.person_id
cross join core.calendar as calendar
left join unemployment on earner.person_id = unemployment.person_id
anti join core.not_due as exempt on earner.person_id = exempt.person_id and exempt.insurance = '110'
group by employer.town_code, calendar.last_month
