-- 困难群体未参保: people of working age in a hardship group who are in no pension insurance.
--
-- key: subject_id
-- tier: must_join
-- duty: government
-- say: 您好，参加居民养老保险，最低一档的费用可以由政府来缴，到六十周岁每月能领养老金，我们帮您把手续办好。
-- law: 国发〔2014〕8号 四(三)
-- plan: 盐城 三(二)3; 阜宁 三(二)4; 乌海 四(三)1; 玉溪 二(二)
-- needs: hardship, member 110, member 170
-- among: 本地区计入的困难群体人员（在册）
-- priority: 45周岁以上的（离领取年龄不足十五年）为1，其余为2
-- heading: 未参加养老保险（优先走访）

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when coalesce(doubt.resident_question, doubt.outsider_question) is not null then 'check_data' else 'must_join'
    end as tier,
    person.confidence,
    '优先服务对象' || coalesce('，' || person.age || '周岁', '') || '，未查到任何养老保险参保登记，请协助参保'
    || coalesce('；' || doubt.resident_question, '；' || doubt.outsider_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 1 else 2 end as priority,
    hardship.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    hardship.hardship_kinds,
    hardship.starts_on,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when person.age >= $resident_pension_age_years then '已满' || $resident_pension_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.is_enrolled_pension then '已参加养老保险（在册）'
    end as not_because
from restricted.hardship_person as hardship
join core.person as person on hardship.person_id = person.person_id
join core.standing as standing on hardship.person_id = standing.person_id
left join core.not_due as exempt on hardship.person_id = exempt.person_id and exempt.insurance = '170'
left join core.doubt as doubt on hardship.person_id = doubt.person_id
