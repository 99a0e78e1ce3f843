-- 职工养老在职参保人数: members of the enterprise scheme who have not retired, and payers of the civil scheme.
--
-- key: town_code, handled_by, period
-- kpi: K10
-- unit: 人
-- kind: stock
-- by: home
-- population: 企业职工养老在册在职人员（含灵活就业、暂停参保的）和近3个月缴费的机关事业人员，按户籍地或居住地
-- definition: 在册参加企业职工养老、没有领取职工或机关养老金的人数，加近3个月缴过机关事业养老的人数，一人计一次。截至运行当日
-- needs: member 110, contribution 110, benefit

with retired as (
    select distinct person_id from core.benefit
    where is_drawn_pension and benefit_kind <> '城乡居民养老'
)

select
    person.town_code,
    office.handled_by,
    cast(date_trunc('month', $as_of::date) as date) as period,
    count(*) as numerator
from core.standing as standing
join core.person as person on standing.person_id = person.person_id
left join retired on standing.person_id = retired.person_id
left join core.pension_office as office on person.person_id = office.person_id
where (standing.is_enrolled_110 and retired.person_id is null) or standing.civil_pension_paid_in is not null
group by person.town_code, office.handled_by
