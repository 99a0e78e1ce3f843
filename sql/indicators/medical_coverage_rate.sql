-- 基本医保参保率: who has medical cover here among the residents registered here.
--
-- key: town_code, period
-- kpi: K06
-- unit: 比例
-- kind: rate
-- by: home
-- population: 户籍在本地、公安登记状态正常的全部人口（户籍人口，不是常住人口），按户籍地
-- definition: 分子：分母中近3个月申报职工医保、已缴当年居民医保、或领取职工（机关）养老金并在册职工医保的人数；分母：户籍人口。异地参保的在分母内、不在分子内；截至运行当日
-- needs: resident, member 310, contribution 310, contribution 390

select
    person.town_code,
    cast(date_trunc('month', $as_of::date) as date) as period,
    count(standing.medical_cover) as numerator,
    count(*) as denominator
from core.person as person
join core.standing as standing on person.person_id = standing.person_id
where person.is_normal_resident and person.is_registered_here
group by person.town_code
