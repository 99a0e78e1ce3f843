-- 企业职工养老参保率: who is declared by an employer among the staff that should be.
--
-- key: town_code, period
-- kpi: K03
-- unit: 比例
-- kind: rate
-- by: employer
-- population: 近3个月有正常工资薪金、不属免缴的职工，按用人单位所在地；一人在两处领薪计两次
-- definition: 分子：分母中近3个月由任一单位申报职工（机关）养老的人数；分母：近3个月领薪、不属免缴（退休、在校、异地参保等）的人数。当月新进的和上月刚离职的不计；只算最近一个月
-- needs: wage, contribution 110

select
    employer.town_code,
    calendar.last_month as period,
    sum(headcount.insured_headcount)::bigint as numerator,
    sum(headcount.due_headcount)::bigint as denominator
from core.headcount as headcount
join core.employer as employer on headcount.employer_id = employer.employer_id
cross join core.calendar as calendar
group by employer.town_code, calendar.last_month
