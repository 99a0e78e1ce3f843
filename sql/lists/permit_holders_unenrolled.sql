-- 居住证持有人未参保: people with a residence permit, of working age, without a wage and in no pension insurance.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您有本地的居住证，在这里也可以自己缴职工养老保险，不用回老家办，老了每月能领养老金，我们帮您算一算、办一办。
-- law: 社会保险法 art. 10, 20
-- plan: 阜宁 三(二)1; 乌海 四(一)2
-- needs: resident, wage, contribution 110, member 110, member 170
-- among: 持居住证、状态正常的居民
-- priority: 45周岁以上为2（离可领待遇的缴费年限最紧），其余为3

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.resident_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    person.age || '周岁，持有本地居住证，近期没有工资，未查到任何养老保险参保登记，可以灵活就业身份参加职工养老'
    || coalesce('；' || doubt.resident_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 2 else 3 end as priority,
    person.source_row as evidence,
    person.age,
    person.sex,
    person.address,
    person.phone,
    case
        when coalesce(person.age < $working_age_years, true) then '未满' || $working_age_years || '周岁'
        when person.retires_late_on <= $as_of::date then '已达退休年龄'
        when standing.is_enrolled_pension then '已参加养老保险（在册）'
        when standing.pension_declared_in is not null
            then '近期已参保，职工（机关）养老申报到' || strftime(standing.pension_declared_in, '%Y年%m月')
        when exempt.person_id is not null then exempt.because
        when earner.person_id is not null then '近期有工资：应由单位参保，见有工资未参保人员清单'
    end as not_because
from core.permit_holder as holder
join core.person as person on holder.person_id = person.person_id
join core.standing as standing on holder.person_id = standing.person_id
-- Whoever pays the residents' pension at home is in a pension insurance.
left join core.not_due as exempt on holder.person_id = exempt.person_id and exempt.insurance = '170'
left join (select distinct person_id from core.wage_earner) as earner on holder.person_id = earner.person_id
left join core.doubt as doubt on holder.person_id = doubt.person_id
