-- 参加职工养老未参加职工医保: people whose unit pays their pension insurance and not their medical insurance.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，单位已经为您缴了养老保险，法律规定看病的职工医保也要一起参加，请您问一问单位，需要的话我们帮您催办。
-- law: 社会保险法 art. 23, 58, 60
-- plan: 盐城 三(三)1; 阜宁 三(三)1
-- needs: contribution 110, contribution 310
-- among: 近期由单位缴纳职工养老的人员
-- priority: 近三个月养老都已缴的（最确凿）为1，其余为2

with paying as (
    select * from core.pension_payment
    where not is_flexible
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when coalesce(doubt.medical_question, doubt.outsider_question) is not null then 'check_data' else 'must_join'
    end as tier,
    person.confidence,
    coalesce(employer.employer_name, '（单位名称不详）') || '近期为其缴纳职工养老保险' || paying.recent_paid_months || '个月，缴到'
    || strftime(paying.last_paid_in, '%Y年%m月') || '，未查到近期职工医保申报'
    || coalesce('；' || doubt.medical_question, '；' || doubt.outsider_question, '') || '。' as reason,
    case when paying.recent_paid_months >= $recent_months then 1 else 2 end as priority,
    paying.source_row || coalesce('; ' || person.source_row, '') as evidence,
    paying.employer_id,
    employer.employer_name,
    paying.recent_paid_months,
    paying.last_paid_in,
    standing.resident_medical_paid_for,
    person.address,
    person.phone,
    case
        when exempt.person_id is not null then exempt.because
        when standing.medical_declared_in is not null
            then '近期已参加职工医保，申报到' || strftime(standing.medical_declared_in, '%Y年%m月')
        when standing.is_medical_pensioner
            then '领取' || coalesce(standing.draws, '异地养老待遇') || '，退休人员医保不需缴费'
    end as not_because
from paying
join core.standing as standing on paying.person_id = standing.person_id
left join core.not_due as exempt on paying.person_id = exempt.person_id and exempt.insurance = '310'
join core.person as person on paying.person_id = person.person_id
left join core.employer as employer on paying.employer_id = employer.employer_id
left join core.doubt as doubt on paying.person_id = doubt.person_id
