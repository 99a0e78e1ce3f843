-- 职工医保参保占比: the employee scheme's share of all who have medical cover.
--
-- key: town_code, period
-- kpi: K07
-- unit: 比例
-- kind: rate
-- by: home
-- population: 在本地有基本医保的全部人员，不论户籍，按户籍地或居住地
-- definition: 分子：职工医保参保人数（近3个月申报，或领取职工、机关养老金并在册职工医保）；分母：职工医保和居民医保（已缴当年）参保人数之和，一人计一次。截至运行当日
-- needs: member 310, contribution 310, contribution 390

select
    person.town_code,
    cast(date_trunc('month', $as_of::date) as date) as period,
    count(*) filter (where standing.medical_cover <> '居民医保') as numerator,
    count(*) as denominator
from core.person as person
join core.standing as standing on person.person_id = standing.person_id
where standing.medical_cover is not null
group by person.town_code
