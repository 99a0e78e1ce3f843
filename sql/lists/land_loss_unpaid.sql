-- 被征地农民本年未缴费: farmers whose land was taken, members of the residents' pension for whom nothing is paid this year.
--
-- key: subject_id
-- tier: must_join
-- duty: government
-- say: 您好，土地被征收的农民，养老保险费由政府按规定补贴或代缴，您今年的还没有到账，我们正在核实，需要的材料我们上门帮您办。
-- law: 社会保险法 art. 96; 国办发〔2006〕29号
-- plan: 阜宁 三(二)3
-- needs: land_loss, member 170, contribution 110, contribution 170
-- among: 被征地农民名单上、参加居民养老（在册）的人员
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
    '被征地农民（' || land.land_batch || '），已参加居民养老，未查到本年缴费或代缴'
    || coalesce('，最近缴' || year(standing.resident_pension_paid_for) || '年度', '')
    || coalesce('；' || doubt.resident_question, '；' || doubt.outsider_question, '') || '。' as reason,
    case when person.age >= $resident_pension_age_years - 5 then 1 else 2 end as priority,
    land.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    land.land_batch,
    land.resettled_on,
    standing.resident_pension_paid_for,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when person.age >= $resident_pension_age_years then '已满' || $resident_pension_age_years || '周岁'
        when not standing.is_enrolled_170 then '没有参加居民养老'
        when exempt.person_id is not null then exempt.because
        when standing.is_resident_pension_paid
            then '没有断缴，已缴' || year(standing.resident_pension_paid_for) || '年居民养老'
        when standing.active_pension_declared_in is not null
            then '近一年已申报职工（机关）养老，最近' || strftime(standing.active_pension_declared_in, '%Y年%m月')
    end as not_because
from core.land_loss_person as land
join core.person as person on land.person_id = person.person_id
join core.standing as standing on land.person_id = standing.person_id
left join core.not_due as exempt on land.person_id = exempt.person_id and exempt.insurance = '170'
left join core.doubt as doubt on land.person_id = doubt.person_id
