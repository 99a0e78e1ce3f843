-- 待核工资: wages that may come of no full job here, by person and employer, and what a desk asks of them first.
--
-- key: person_id, employer_id
-- law: 社会保险法 art. 10; 劳动合同法 art. 68

with asked as (
    select
        earner.person_id,
        earner.employer_id,
        -- Part-time work: of all insurances only that against injury is the employer's duty.
        case when earner.mean_wage_yuan < $minimum_wage_yuan
            then '月均工资' || cast(earner.mean_wage_yuan as decimal(18, 0)) || '元，低于当地最低工资'
            || cast($minimum_wage_yuan as decimal(18, 0)) || '元，可能是非全日制用工，请先核对'
        end as token_question,
        case
            when person.age <= $school_age_until and activity.active_wage_months <= $intern_wage_months
                then '不满' || ($school_age_until + 1) || '周岁，近' || $activity_months || '个月只有'
                || activity.active_wage_months || '个月工资，可能是实习，请先核对'
            when crew.person_id is not null then '所在单位有在建工程，本人从未在本地参保，可能只按项目参加工伤保险，请先核对'
            when owner.person_id is not null then '是该单位的投资人或负责人，可能不是职工，请先核对'
        end as other_question
    from core.wage_earner as earner
    join core.person as person on earner.person_id = person.person_id
    left join core.wage_activity as activity on earner.person_id = activity.person_id
    left join core.project_crew as crew
        on earner.person_id = crew.person_id and earner.employer_id = crew.employer_id
    left join core.owner_at_work as owner
        on earner.person_id = owner.person_id and earner.employer_id = owner.employer_id
)

select person_id, employer_id, token_question, coalesce(token_question, other_question) as question
from asked
where coalesce(token_question, other_question) is not null
order by person_id -- sql/explain/block.sql says why
