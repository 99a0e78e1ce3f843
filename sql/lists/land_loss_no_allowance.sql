-- 被征地农民未领补助: farmers whose land was taken, past sixty, who draw neither the allowance nor a pension.
--
-- key: subject_id
-- tier: check_data
-- law: 社会保险法 art. 96; 国办发〔2006〕29号
-- plan: 盐城 三(二)1; 阜宁 三(二)3
-- needs: land_loss, benefit, contribution 110
-- among: 被征地农民名单上的人员
-- priority: 到龄满一年仍未领的为2，其余为3

with allowance as (
    select person_id, last_paid_in from core.benefit
    where benefit_kind = '被征地养老补助' and benefit_status in ('正常', '暂停')
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    'check_data' as tier,
    person.confidence,
    '被征地农民（' || land.land_batch || '），' || person.age || '周岁，未查到在领取被征地养老补助或养老金'
    || coalesce('；' || doubt.question, '') || '。' as reason,
    case when person.age_before_last_month > $resident_pension_age_years then 2 else 3 end as priority,
    land.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    land.land_batch,
    land.resettled_on,
    person.address,
    person.phone,
    case
        when allowance.person_id is not null
            then '已领取被征地养老补助' || coalesce('，最近发放' || strftime(allowance.last_paid_in, '%Y年%m月'), '')
        when person.age is null then '年龄不明'
        when person.age_before_last_month < $resident_pension_age_years
            then '上月之前未满' || $resident_pension_age_years || '周岁（现' || person.age || '周岁）'
        when settled.person_id is not null then settled.because
        when standing.draws is not null then '已领取' || standing.draws || '待遇'
        when standing.pension_declared_in is not null
            then '近期仍申报职工（机关）养老，最近' || strftime(standing.pension_declared_in, '%Y年%m月')
    end as not_because
from core.land_loss_person as land
join core.person as person on land.person_id = person.person_id
join core.standing as standing on land.person_id = standing.person_id
left join allowance on land.person_id = allowance.person_id
left join core.not_awaiting as settled on land.person_id = settled.person_id
left join core.doubt as doubt on land.person_id = doubt.person_id
