-- 待核人员: people about whom a desk asks before any visit, and the question; more is asked where the pension is due.
--
-- key: person_id

with abroad as (
    -- Gone abroad and yet paid here: due for the pension, after a look at the data.
    select distinct exemption.person_id
    from core.exemption as exemption
    join core.wage_earner as earner on exemption.person_id = earner.person_id
    where exemption.insurance = '170' and exemption.kind = '出国（境）'
),

asked as (
    select
        person.person_id,
        case
            when person.citizen_id is null then '证件号码无法校验，年龄不明，请先核对数据'
            when person.confidence = 'review' then '另有记录可能是同一人，请先核对身份'
        end as question,
        case when abroad.person_id is not null then '登记为出国（境），近期仍有工资，请先核对数据' end as abroad_question,
        -- Which of her two retirement dates holds depends on a woman's post, which no extract tells.
        case
            when person.retires_early_on <= $as_of::date and person.retires_late_on > $as_of::date
                then '已过50周岁口径退休时间，是否到龄须看岗位，请先核对'
        end as post_question
    from core.person as person
    left join abroad on person.person_id = abroad.person_id
)

select
    person_id,
    question,
    coalesce(question, abroad_question) as pension_question,
    coalesce(question, abroad_question, post_question) as enforcement_question
from asked
where question is not null or abroad_question is not null or post_question is not null
