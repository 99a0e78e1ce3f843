-- 待核人员: people about whom a desk asks before any visit, and the question, by what is due and whether it is enforced.
--
-- key: person_id

with abroad as (
    -- Gone abroad and yet paid here: due for the pension, after a look at the data.
    select distinct exemption.person_id
    from core.exemption as exemption
    join core.wage_earner as earner on exemption.person_id = earner.person_id
    where exemption.insurance = '170' and exemption.kind = '出国（境）'
),

claimed as (
    -- Said at the door to be insured elsewhere, and yet paid here.
    select exemption.person_id, min(exemption.kind) as kind
    from core.exemption as exemption
    join core.wage_earner as earner on exemption.person_id = earner.person_id
    where exemption.insurance = '170' and exemption.kind like '自述%' and exemption.kind <> '自述外地参加居民养老'
    group by exemption.person_id
),

outdated as (
    select
        person_id,
        -- For 110 a resident's insurance elsewhere is no matter.
        max(last_paid_in) filter (where insurance in ('110', '120')) as employee_in,
        max(last_paid_in) filter (where insurance in ('110', '120', '170')) as pension_in,
        max(last_paid_in) filter (where insurance in ('310', '390')) as medical_in
    from core.insured_elsewhere
    where is_outdated
    group by person_id
),

asked as (
    select
        person.person_id,
        case
            when person.citizen_id is null then '证件号码无法校验，年龄不明，请先核对数据'
            when person.confidence = 'review' then '另有记录可能是同一人，请先核对身份'
        end as question,
        case
            when abroad.person_id is not null then '登记为出国（境），近期仍有工资，请先核对数据'
            when claimed.person_id is not null then '入户调查' || claimed.kind || '，近期在本地有工资，请先核对'
        end as abroad_question,
        -- Which of her two retirement dates holds depends on a woman's post, which no extract tells.
        case
            when person.retires_early_on <= $as_of::date and person.retires_late_on > $as_of::date
                then '已过50周岁口径退休时间，是否到龄须看岗位，请先核对'
        end as post_question,
        '异地参保登记为正常，但只缴到' || strftime(outdated.employee_in, '%Y年%m月') || '，请先核对是否仍在外地参保'
        as employee_question,
        '异地参保登记为正常，但只缴到' || strftime(outdated.pension_in, '%Y年%m月') || '，请先核对是否仍在外地参保'
        as resident_question,
        '异地参保登记为正常，但只缴到' || strftime(outdated.medical_in, '%Y年%m月') || '，请先核对是否仍在外地参保'
        as medical_question,
        -- Whoever comes from elsewhere may be insured there: without the report nothing is enforced.
        case
            when not elsewhere.is_compared and not (person.is_normal_resident and person.is_registered_here)
                then '户籍不在本地，未与异地参保数据比对，请先核对'
        end as outsider_question
    from core.person as person
    left join abroad on person.person_id = abroad.person_id
    left join claimed on person.person_id = claimed.person_id
    left join outdated on person.person_id = outdated.person_id
    left join core.exemption_source as elsewhere on elsewhere.extract = 'insured_elsewhere'
)

select
    person_id,
    question,
    coalesce(question, abroad_question, employee_question) as pension_question,
    coalesce(question, abroad_question, post_question, employee_question, outsider_question) as enforcement_question,
    coalesce(question, resident_question) as resident_question,
    coalesce(question, medical_question) as medical_question,
    outsider_question
from asked
where
    coalesce(
        question, abroad_question, post_question, employee_question, resident_question, medical_question,
        outsider_question
    ) is not null
