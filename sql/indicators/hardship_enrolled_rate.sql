-- 困难群体参保登记率: who is in a pension insurance among those in hardship who should be.
--
-- key: town_code, period
-- kpi: K13
-- unit: 比例
-- kind: rate
-- by: home
-- population: 本地区计入的困难群体人员（在册），16至59周岁，不属免缴，按户籍地或居住地
-- definition: 分子：分母中在册参加职工、机关或居民养老的人数；分母：应参保的困难群体人数。分母减分子等于“困难群体未参保”清单；截至运行当日
-- needs: hardship, member 110, member 170

select
    person.town_code,
    cast(date_trunc('month', $as_of::date) as date) as period,
    count(*) filter (where standing.is_enrolled_pension) as numerator,
    count(*) as denominator
from restricted.hardship_person as hardship
join core.person as person on hardship.person_id = person.person_id
join core.standing as standing on hardship.person_id = standing.person_id
left join core.not_due as exempt on hardship.person_id = exempt.person_id and exempt.insurance = '170'
where
    coalesce(person.age >= $working_age_years, true)
    and coalesce(person.age < $resident_pension_age_years, true)
    and exempt.person_id is null
group by person.town_code
