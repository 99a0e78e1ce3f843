-- 存疑: what the ledger and the published facts say against each returned answer, in the order of the answers.
--
-- key: row

with each as (
    select row, reason, unnest(case_ids) as case_id from answers
),

known as (
    select
        each.row,
        bool_and(state.case_id is not null) as is_known,
        max(person.age) filter (where each.reason = '在校学生') as age,
        bool_or(
            each.reason = '无意愿' and state.tier = 'must_join' and list.is_employers_duty
            and $employee_waiver_is_void = 1
        ) as is_void
    from each
    left join cases.state as state on each.case_id = state.case_id
    left join published.audit.list as list on state.list_id = list.list_id
    left join published.core.person as person
        on state.subject_kind = 'person' and state.subject_id = person.person_id
    group by each.row
)

select
    case
        when not known.is_known then '账本里没有这一行的案件，可能不是这里发出的，请核对 --home'
        when known.age >= $student_age_years
            then '已满' || $student_age_years || '周岁，一般不再是在校学生，请核对后改选其他原因，确实在校的在备注写明学校并选待办理'
        when known.is_void
            then '职工参保是单位的法定义务，本人或单位不愿意不能作为原因（法释〔2025〕12号第19条），请改选其他原因'
    end as objection
from answers
join known on answers.row = known.row
order by answers.row
