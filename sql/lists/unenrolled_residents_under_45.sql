-- 45周岁以下未参保居民: residents of 16 to 44 registered here who are in no pension insurance.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，参加居民养老保险，缴费有政府补贴，早参加、多缴几年，到六十周岁每月领的养老金更多，请您考虑参加。
-- law: 国发〔2014〕8号; 社会保险法 art. 20
-- plan: 盐城 三(二)2; 阜宁 三(三)1; 玉溪
-- needs: resident, member 110, member 170
-- among: 户籍在本地、状态正常的居民
-- priority: 30周岁以上为3，其余为4；22周岁以下、近一年没有工资的（可能在外地就读）为5

select
    person.subject_kind,
    person.subject_id,
    person.subject_name,
    person.town_code,
    person.village_code,
    person.tier,
    person.confidence,
    case when person.age <= $school_age_until and activity.person_id is null
        then replace(person.reason, '。', '；可能在外地就读。') else person.reason end as reason,
    case
        when person.age <= $school_age_until and activity.person_id is null then 5
        when person.age >= 30 then 3 else 4
    end as priority,
    person.evidence,
    person.age,
    person.sex,
    person.address,
    person.phone,
    case
        when coalesce(person.age < $working_age_years, true) then '未满' || $working_age_years || '周岁'
        when person.age >= $older_resident_age_years then '已满' || $older_resident_age_years || '周岁'
        when person.enrolled_in is not null then '已参加' || person.enrolled_in
        when exempt.person_id is not null then exempt.because
        when waged.subject_id is not null then '已在有工资未参保人员清单上'
    end as not_because
from core.local_resident as person
left join core.not_due as exempt on person.subject_id = exempt.person_id and exempt.insurance = '170'
left join lists.waged_uninsured_people as waged on person.subject_id = waged.subject_id
left join core.wage_activity as activity on person.subject_id = activity.person_id
