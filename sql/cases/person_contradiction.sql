-- 与反馈不符的数据（人员）: what tonight's data hold against an answer 不需参保 about a person who is on a list.
--
-- key: subject_kind, subject_id, kind

-- `kind` is a reason of the form, or 离开 for all of `reasons_of_leaving`: where somebody is said to have died, gone
-- to the army or abroad, a wage of a later month says otherwise.
with listed as (
    select distinct subject_kind, subject_id from lists."all"
),

waged as (
    select person_id, max(last_wage_in) as last_wage_in from core.wage_earner group by person_id
),

school as (
    select person_id, max(student_status) as student_status from core.student
    group by person_id
    having not bool_or(is_in_school)
),

elsewhere as (
    select person_id, max(last_paid_in) as last_paid_in from core.insured_elsewhere
    group by person_id
    having not bool_or(coalesce(is_insured, false) or is_retired)
),

employee_pension as (
    select person_id, max(last_declared_in) as last_seen_in from core.unit_declaration
    where insurance = '110'
    group by person_id
),

drawn as (
    select person_id, max(last_paid_in) as last_paid_in from core.benefit
    where is_drawn_pension
    group by person_id
)

select
    listed.subject_kind,
    listed.subject_id,
    '离开' as kind,
    greatest(waged.last_wage_in, standing.unit_pension_declared_in) as last_seen_in,
    '近' || $recent_months || '个月仍有单位' || case
        when waged.person_id is null then '申报参保'
        when standing.unit_pension_declared_in is null then '发工资'
        else '发工资、申报参保'
    end as contradiction
from listed
left join waged on listed.subject_id = waged.person_id
left join core.standing as standing on listed.subject_id = standing.person_id
where
    listed.subject_kind = 'person'
    and coalesce(waged.last_wage_in, standing.unit_pension_declared_in) is not null
union all
select listed.subject_kind, listed.subject_id, '死亡', drawn.last_paid_in, '养老待遇仍在发放'
from listed
join drawn on listed.subject_id = drawn.person_id
cross join core.calendar as calendar
where listed.subject_kind = 'person' and drawn.last_paid_in >= calendar.recent_from
union all
select listed.subject_kind, listed.subject_id, '在校学生', null, '学籍数据显示已不在校（' || school.student_status || '）'
from listed
join school on listed.subject_id = school.person_id
where listed.subject_kind = 'person'
union all
select
    listed.subject_kind, listed.subject_id, '异地参保', elsewhere.last_paid_in, '异地参保比对结果为已停保或很久没有缴费'
from listed
join elsewhere on listed.subject_id = elsewhere.person_id
where listed.subject_kind = 'person'
union all
select
    listed.subject_kind,
    listed.subject_id,
    '机关养老',
    greatest(pension.last_seen_in, standing.flexible_pension_paid_in),
    '没有机关养老的参保登记，近' || $recent_months || '个月参加的是职工养老'
from listed
join core.standing as standing on listed.subject_id = standing.person_id
left join employee_pension as pension on listed.subject_id = pension.person_id
where
    listed.subject_kind = 'person' and not standing.is_enrolled_120
    and coalesce(pension.last_seen_in, standing.flexible_pension_paid_in) is not null
