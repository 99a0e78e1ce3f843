-- 到龄未领待遇居民: members of the residents' pension who have turned sixty and draw no pension.
--
-- key: subject_id
-- tier: check_data
-- law: 国发〔2014〕8号 六; 社会保险法 art. 21
-- plan: 乌海 四(三)1; 玉溪 二(二)
-- needs: member 170, benefit, contribution 110
-- among: 参加居民养老（在册）的人员
-- priority: 到龄满一年仍未领的为2，其余为3

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    'check_data' as tier,
    person.confidence,
    person.age || '周岁，已参加居民养老，未查到在领取养老待遇，请核对是否应当核发'
    || coalesce('；' || doubt.question, '') || '。' as reason,
    case when person.age_before_last_month > $resident_pension_age_years then 2 else 3 end as priority,
    enrolment.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    standing.resident_pension_paid_for,
    person.address,
    person.phone,
    case
        when person.age is null then '年龄不明'
        when person.age_before_last_month < $resident_pension_age_years
            then '上月之前未满' || $resident_pension_age_years || '周岁（现' || person.age || '周岁）'
        when settled.person_id is not null then settled.because
        when standing.draws is not null then '已领取' || standing.draws || '待遇'
        when standing.pension_declared_in is not null
            then '近期仍申报职工（机关）养老，最近' || strftime(standing.pension_declared_in, '%Y年%m月')
    end as not_because
from core.enrolment as enrolment
join core.person as person on enrolment.person_id = person.person_id and enrolment.insurance = '170'
join core.standing as standing on enrolment.person_id = standing.person_id
left join core.not_awaiting as settled on enrolment.person_id = settled.person_id
left join core.doubt as doubt on enrolment.person_id = doubt.person_id
