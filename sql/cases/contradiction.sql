-- 与反馈不符的数据: what tonight's data hold against an answer 不需参保, of whom is on a list; by what the answer says.
--
-- key: subject_kind, subject_id, kind

-- `kind` is a reason of the form, or 离开 for all of `reasons_of_leaving`: where somebody is said to have died, gone
-- to the army or abroad, a wage of a later month says otherwise. `last_seen_in` is the month of what speaks against it.
with listed as (
    select distinct subject_kind, subject_id from lists."all"
),

-- Who owns it is nobody's staff; a dispatched worker is the agency's (core.wage_month); whoever left last month and was
-- hired last month does not count (core.wage_earner).
staff as (
    select earner.employer_id, count(*) as people, max(earner.last_wage_in) as last_seen_in
    from core.wage_earner as earner
    anti join core.owner_at_work as own
        on earner.person_id = own.person_id and earner.employer_id = own.employer_id
    group by earner.employer_id
),

declared as (
    select coverage.employer_id, count(distinct coverage.person_id) as people, max(coverage.period) as last_seen_in
    from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.is_declared and coverage.employer_id is not null and coverage.insurance not in ('170', '390')
        and coverage.period between calendar.recent_from and calendar.last_month
    group by coverage.employer_id
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
),

said as (
    select
        listed.subject_kind,
        listed.subject_id,
        '无用工' as kind,
        greatest(staff.last_seen_in, declared.last_seen_in) as last_seen_in,
        '近' || $recent_months || '个月' || concat_ws(
            '，', '有' || staff.people || '人领工资', '为' || declared.people || '人申报参保'
        ) as fact
    from listed
    left join staff on listed.subject_id = staff.employer_id
    left join declared on listed.subject_id = declared.employer_id
    where listed.subject_kind = 'employer' and coalesce(staff.people, declared.people) is not null
    union all
    select
        listed.subject_kind,
        listed.subject_id,
        '总部或派遣单位参保',
        staff.last_seen_in,
        '登记为独立的单位，备案的派遣人员以外有' || missing.missing_people || '人应参保而没有参保'
    from listed
    join core.employer as employer on listed.subject_id = employer.employer_id
    join core.missing_staff as missing on employer.employer_id = missing.employer_id
    join staff on employer.employer_id = staff.employer_id
    where
        listed.subject_kind = 'employer' and employer.is_registered and employer.parent_uscc is null
        and employer.business_kind <> '分支机构'
    union all
    select
        listed.subject_kind,
        listed.subject_id,
        '离开',
        greatest(waged.last_wage_in, standing.unit_pension_declared_in),
        '近' || $recent_months || '个月仍有单位' || case
            when waged.person_id is null then '申报参保'
            when standing.unit_pension_declared_in is null then '发工资'
            else '发工资、申报参保'
        end
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
)

select
    subject_kind,
    subject_id,
    kind,
    last_seen_in,
    fact || coalesce('，最近是' || strftime(last_seen_in, '%Y年%m月'), '') as contradiction
from said
