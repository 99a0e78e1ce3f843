-- 被征地农民未参保: farmers whose land was taken, of working age and in no pension insurance.
--
-- key: subject_id
-- tier: must_join
-- duty: government
-- say: 您好，土地被征收的农民，政府要安排参加养老保险，您看愿意参加哪一种，我们帮您核对补贴、办好手续。
-- law: 社会保险法 art. 96; 国办发〔2006〕29号
-- plan: 盐城 三(二)1; 阜宁 三(二)3; 玉溪 二(二); 武义 三(三)
-- needs: land_loss, member 110, member 170
-- among: 被征地农民名单上的人员
-- priority: 55周岁以上的（离领取年龄不足五年）为1，其余为2

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when coalesce(doubt.resident_question, doubt.outsider_question) is not null then 'check_data' else 'must_join'
    end as tier,
    person.confidence,
    '被征地农民（' || land.land_batch || '）' || coalesce('，' || person.age || '周岁', '')
    || '，未查到任何养老保险参保登记，应即征即保'
    || coalesce('；' || doubt.resident_question, '；' || doubt.outsider_question, '') || '。' as reason,
    case when person.age >= $resident_pension_age_years - 5 then 1 else 2 end as priority,
    land.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    land.land_batch,
    land.resettled_on,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when person.age >= $resident_pension_age_years then '已满' || $resident_pension_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.is_enrolled_pension then '已参加养老保险（在册）'
    end as not_because
from core.land_loss_person as land
join core.person as person on land.person_id = person.person_id
join core.standing as standing on land.person_id = standing.person_id
left join core.not_due as exempt on land.person_id = exempt.person_id and exempt.insurance = '170'
left join core.doubt as doubt on land.person_id = doubt.person_id
