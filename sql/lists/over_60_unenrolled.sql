-- 60周岁以上未参保居民: residents past sixty registered here who are in no pension insurance and draw none.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，过了六十周岁还没有参加养老保险的，可以问一问怎样办理和领取居民养老金，我们帮您查条件、办手续。
-- law: 国发〔2014〕8号 六; 社会保险法 art. 20, 21
-- plan: 乌海 四(三)1; 玉溪 二(二)
-- needs: resident, member 110, member 170, benefit
-- among: 户籍在本地、状态正常的居民
-- priority: 未满65周岁的（补缴后领取的年头最多）为2，其余为3

select
    person.subject_kind,
    person.subject_id,
    person.subject_name,
    person.town_code,
    person.village_code,
    person.tier,
    person.confidence,
    person.reason,
    case when person.age < $resident_pension_age_years + 5 then 2 else 3 end as priority,
    person.evidence,
    person.age,
    person.sex,
    person.address,
    person.phone,
    case
        when coalesce(person.age < $resident_pension_age_years, true) then '未满' || $resident_pension_age_years || '周岁'
        when person.enrolled_in is not null then '已参加' || person.enrolled_in
        when exempt.person_id is not null then exempt.because
    end as not_because
from core.local_resident as person
left join core.not_due as exempt on person.subject_id = exempt.person_id and exempt.insurance = '170'
