-- 灵活就业参加养老未参加医保: people who pay for a pension as flexible workers and are in no medical insurance.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您自己缴的养老保险很好，看病的医保也请一起参加，职工医保、居民医保都可以选，参加后住院看病能报销。
-- law: 社会保险法 art. 10, 23, 25
-- plan: 盐城 三(三)2
-- needs: contribution 110, contribution 310, contribution 390
-- among: 近期以灵活就业身份缴纳职工养老的人员
-- priority: 45周岁以上为2（患病风险较高），其余为3

with paying as (
    select * from core.pension_payment
    where is_flexible
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.medical_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '近期以灵活就业身份缴纳职工养老保险' || paying.recent_paid_months || '个月，缴到' || strftime(paying.last_paid_in, '%Y年%m月')
    || '，未查到近期职工医保或本年居民医保缴费' || coalesce('；' || doubt.medical_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 2 else 3 end as priority,
    paying.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    paying.recent_paid_months,
    paying.last_paid_in,
    person.address,
    person.phone,
    case
        when exempt.person_id is not null then exempt.because
        when standing.medical_paid_in is not null then '近期已缴职工医保，缴到' || strftime(standing.medical_paid_in, '%Y年%m月')
        when standing.resident_medical_paid_for >= calendar.resident_medical_from
            then '已缴' || year(standing.resident_medical_paid_for) || '年居民医保'
        when standing.is_medical_pensioner
            then '领取' || coalesce(standing.draws, '异地养老待遇') || '，退休人员医保不需缴费'
    end as not_because
from paying
join core.standing as standing on paying.person_id = standing.person_id
cross join core.calendar as calendar
left join core.not_due as exempt on paying.person_id = exempt.person_id and exempt.insurance = '390'
join core.person as person on paying.person_id = person.person_id
left join core.doubt as doubt on paying.person_id = doubt.person_id
