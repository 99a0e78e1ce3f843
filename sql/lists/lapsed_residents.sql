-- 居民养老断缴人员: members of the residents' pension who once paid and no longer do.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您的居民养老保险有一段时间没有缴了，按年接着缴有政府补贴，到六十周岁每月能多领养老金，请您抽空办理。
-- law: 国发〔2014〕8号 四; 社会保险法 art. 20
-- plan: 盐城 三(二)2; 阜宁 三(二)2; 乌海 四(三)2
-- needs: member 170, contribution 170, contribution 110
-- among: 参加居民养老（在册）的人员
-- priority: 45周岁以上为2（离领取年龄不足十五年），其余为3

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.resident_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    coalesce(
        '居民养老保险缴到' || year(standing.resident_pension_paid_for) || '年度后未再缴费，已断缴'
        || (year(calendar.this_year_from) - year(standing.resident_pension_paid_for)) || '年',
        '居民养老保险以前缴过费，缴费明细期内没有缴费'
    )
    || coalesce('；' || doubt.resident_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 2 else 3 end as priority,
    enrolment.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    standing.resident_pension_paid_for,
    standing.resident_pension_yuan,
    person.address,
    person.phone,
    case
        when person.age >= $resident_pension_age_years then '已满' || $resident_pension_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.resident_pension_paid_for is null and enrolment.paid_months_before <= 0 then '从未缴过居民养老'
        when standing.resident_pension_paid_for >= calendar.last_year_from
            then '没有断缴，已缴' || year(standing.resident_pension_paid_for) || '年居民养老'
        when standing.active_pension_declared_in is not null
            then '近一年已申报职工（机关）养老，最近' || strftime(standing.active_pension_declared_in, '%Y年%m月')
    end as not_because
from core.enrolment as enrolment
join core.person as person on enrolment.person_id = person.person_id and enrolment.insurance = '170'
join core.standing as standing on enrolment.person_id = standing.person_id
cross join core.calendar as calendar
left join core.not_due as exempt on enrolment.person_id = exempt.person_id and exempt.insurance = '170'
left join core.doubt as doubt on enrolment.person_id = doubt.person_id
