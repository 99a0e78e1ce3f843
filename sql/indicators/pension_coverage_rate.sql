-- 基本养老参保率: who is in a pension insurance, or draws one, among the residents who should be.
--
-- key: town_code, period
-- kpi: K08
-- unit: 比例
-- kind: rate
-- by: home
-- population: 户籍在本地、公安登记状态正常、满16周岁，不含在校学生、现役军人、服刑、出国（境）和死亡人员，按户籍地
-- definition: 分子：分母中在册参加职工、机关或居民养老，或在本地、异地领取养老金，或在异地参保的人数；分母：应参保人口。截至运行当日
-- needs: resident, member 110, member 170

with standing_exemption as (
    select
        person_id,
        bool_or(kind in ('死亡', '不需走访', '出国（境）', '户口注销', '在校学生', '未满16周岁')) as is_outside,
        bool_or(
            kind in ('已领养老金', '异地已领养老金', '参加机关养老', '异地参加职工养老', '异地参加机关养老', '异地参加居民养老')
        ) as is_inside
    from core.exemption
    where insurance = '170'
    group by person_id
)

select
    person.town_code,
    cast(date_trunc('month', $as_of::date) as date) as period,
    count(*) filter (where standing.is_enrolled_pension or coalesce(exempt.is_inside, false)) as numerator,
    count(*) as denominator
from core.person as person
join core.standing as standing on person.person_id = standing.person_id
left join standing_exemption as exempt on person.person_id = exempt.person_id
where
    person.is_normal_resident and person.is_registered_here
    and coalesce(person.age >= $working_age_years, true)
    and not coalesce(exempt.is_outside, false)
group by person.town_code
