-- 与反馈不符的数据（单位）: what tonight's data hold against an employer's 无用工 or 总部或派遣单位参保, of whom is on a list.
--
-- key: subject_kind, subject_id, kind

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
)

select
    listed.subject_kind,
    listed.subject_id,
    '无用工' as kind,
    greatest(staff.last_seen_in, declared.last_seen_in) as last_seen_in,
    '近' || $recent_months || '个月' || concat_ws(
        '，', '有' || staff.people || '人领工资', '为' || declared.people || '人申报参保'
    ) as contradiction
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
