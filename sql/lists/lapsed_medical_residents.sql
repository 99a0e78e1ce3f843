-- 居民医保断缴人员: residents who paid for medical insurance last year and have none this year.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您今年的居民医保还没有缴，断了以后再参加要等几个月才能报销，断得越久等得越久，请您尽早续上，我们可以帮您。
-- law: 社会保险法 art. 25; 国办发〔2024〕38号
-- plan: 盐城 二, 三(三)3
-- needs: resident, contribution 310, contribution 390
-- among: 户籍在本地、状态正常、缴过上年居民医保的居民
-- priority: 60周岁以上为2（看病最多），其余为3

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.medical_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '已缴' || year(calendar.last_year_from) || '年居民医保，未查到' || year(calendar.this_year_from) || '年居民医保缴费或近期职工医保申报'
    || case
        when $medical_waiting_months > 0
            then '；现在补缴，' || $medical_waiting_months || '个月后才能报销；今年不缴，明年参保要等'
                || ($medical_waiting_months + $medical_waiting_step_months) || '个月'
        else ''
    end || coalesce('；' || doubt.medical_question, '') || '。' as reason,
    case when person.age >= $resident_pension_age_years then 2 else 3 end as priority,
    coalesce(enrolment.source_row || '; ', '') || person.source_row as evidence,
    person.age,
    person.sex,
    standing.resident_medical_paid_for,
    $medical_waiting_months as waiting_months,
    person.address,
    person.phone,
    case
        when exempt.person_id is not null then exempt.because
        when standing.medical_cover is not null then '已有' || standing.medical_cover
        when standing.resident_medical_paid_for < calendar.last_year_from
            then '居民医保缴到' || year(standing.resident_medical_paid_for) || '年，上年就没有缴'
    end as not_because
from core.person as person
join core.standing as standing on person.person_id = standing.person_id
cross join core.calendar as calendar
left join core.not_due as exempt on person.person_id = exempt.person_id and exempt.insurance = '390'
left join core.enrolment as enrolment on person.person_id = enrolment.person_id and enrolment.insurance = '390'
left join core.doubt as doubt on person.person_id = doubt.person_id
where person.is_normal_resident and person.is_registered_here and standing.resident_medical_paid_for is not null
