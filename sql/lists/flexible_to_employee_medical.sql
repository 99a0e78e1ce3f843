-- 灵活就业可转职工医保: flexible workers who pay an employee's pension and a resident's medical insurance.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您自己缴的是职工养老，看病的医保也可以改缴职工医保，报销更多、缴满年限退休后不用再缴，我们帮您算一算合不合适。
-- law: 社会保险法 art. 10, 23
-- plan: 盐城 三(三)2
-- needs: contribution 110, contribution 310, contribution 390
-- among: 近期以灵活就业身份缴纳职工养老的人员
-- priority: 45周岁以上为2（离退休后免缴医保所需的年限最紧），其余为3

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
    || '，医保缴的是' || year(standing.resident_medical_paid_for) || '年居民医保，可动员改缴职工医保'
    || coalesce('；' || doubt.medical_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 2 else 3 end as priority,
    paying.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    paying.recent_paid_months,
    paying.last_paid_in,
    standing.resident_medical_paid_for,
    person.address,
    person.phone,
    case
        when exempt.person_id is not null then exempt.because
        when standing.medical_paid_in is not null then '近期已缴职工医保，缴到' || strftime(standing.medical_paid_in, '%Y年%m月')
        when coalesce(standing.resident_medical_paid_for < calendar.resident_medical_from, true)
            then '没有缴本年居民医保：见灵活就业参加养老未参加医保清单'
        when standing.is_medical_pensioner
            then '领取' || coalesce(standing.draws, '异地养老待遇') || '，退休人员医保不需缴费'
    end as not_because
from paying
join core.standing as standing on paying.person_id = standing.person_id
cross join core.calendar as calendar
left join core.not_due as exempt on paying.person_id = exempt.person_id and exempt.insurance = '310'
join core.person as person on paying.person_id = person.person_id
left join core.doubt as doubt on paying.person_id = doubt.person_id
