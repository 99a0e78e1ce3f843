-- 工伤保险参保率: for whom injury insurance is declared among the staff that should be insured.
--
-- key: town_code, period
-- kpi: K19
-- unit: 比例
-- kind: rate
-- by: employer
-- population: 近3个月有正常工资薪金、不属免缴的职工，按用人单位所在地；一人在两处领薪计两次
-- definition: 分子：分母中近3个月由任一单位申报工伤保险的人数；分母：近3个月领薪、不属职工养老免缴（退休、在校、异地参保等）的人数，与参保率的分母相同。按项目参保的不计；只算最近一个月
-- needs: wage, contribution 110, contribution 410

select
    employer.town_code,
    calendar.last_month as period,
    count(standing.injury_declared_in) as numerator,
    count(*) as denominator
from core.wage_earner as earner
join core.employer as employer on earner.employer_id = employer.employer_id
join core.standing as standing on earner.person_id = standing.person_id
cross join core.calendar as calendar
anti join core.not_due as exempt on earner.person_id = exempt.person_id and exempt.insurance = '110'
group by employer.town_code, calendar.last_month
