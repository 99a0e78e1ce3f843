-- 困难群体待遇领取率: who draws a pension among those in hardship past sixty.
--
-- key: town_code, period
-- kpi: K13
-- unit: 比例
-- kind: rate
-- by: home
-- population: 本地区计入的困难群体人员（在册），上月之前已满60周岁，不含死亡、异地领取和近期仍申报职工（机关）养老的，按户籍地或居住地
-- definition: 分子：分母中领取职工、机关或居民养老金的人数；分母：应领取的困难群体人数。分母减分子等于“困难群体未领待遇”清单；截至运行当日
-- needs: hardship, benefit, contribution 110

select
    person.town_code,
    cast(date_trunc('month', $as_of::date) as date) as period,
    count(standing.draws) as numerator,
    count(*) as denominator
from restricted.hardship_person as hardship
join core.person as person on hardship.person_id = person.person_id
join core.standing as standing on hardship.person_id = standing.person_id
left join core.not_awaiting as settled on hardship.person_id = settled.person_id
where
    coalesce(person.age_before_last_month >= $resident_pension_age_years, false)
    and settled.person_id is null
    and standing.pension_declared_in is null
group by person.town_code
