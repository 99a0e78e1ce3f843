-- 困难群体保费代缴率: for whom the government has paid this year among those in hardship in the residents' pension.
--
-- key: town_code, period
-- kpi: K13
-- unit: 比例
-- kind: rate
-- by: home
-- population: 本地区计入的困难群体人员（在册），16至59周岁，在册参加居民养老、近一年没有申报职工（机关）养老、不属免缴，按户籍地或居住地
-- definition: 分子：分母中政府代缴当年（宽限期内含上年）居民养老已到账的人数；分母：应代缴的困难群体人数。分母减分子等于“困难群体未代缴”清单；截至运行当日
-- needs: hardship, member 170, contribution 110, contribution 170

select
    person.town_code,
    cast(date_trunc('month', $as_of::date) as date) as period,
    count(*) filter (where standing.is_government_paid) as numerator,
    count(*) as denominator
from restricted.hardship_person as hardship
join core.person as person on hardship.person_id = person.person_id
join core.standing as standing on hardship.person_id = standing.person_id
left join core.not_due as exempt on hardship.person_id = exempt.person_id and exempt.insurance = '170'
where
    coalesce(person.age >= $working_age_years, true)
    and coalesce(person.age < $resident_pension_age_years, true)
    and exempt.person_id is null
    and standing.is_enrolled_170
    and standing.active_pension_declared_in is null
group by person.town_code
