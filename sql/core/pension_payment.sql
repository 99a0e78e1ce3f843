-- 近期缴纳职工养老: who has paid for 110 in the recent months, through which unit or as a flexible worker.
--
-- key: person_id, is_flexible

with paid as (
    select
        coverage.person_id,
        coverage.employer_id is null as is_flexible,
        arg_max(coverage.employer_id, strftime(coverage.period, '%Y%m') || coverage.employer_id) as employer_id,
        count(distinct coverage.period) as recent_paid_months,
        max(coverage.period) as last_paid_in
    from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.insurance = '110' and coverage.is_paid
        and coverage.period between calendar.recent_from and calendar.last_month
    group by coverage.person_id, coverage.employer_id is null
),

printed as (
    select
        members.person_id,
        contribution.period,
        max(contribution.source_file || '#' || contribution.source_line) as source_row
    from staging.contribution as contribution
    join matches.person_of_member as members
        on contribution.issuer = members.issuer and contribution.member_id = members.member_id
    cross join core.calendar as calendar
    where
        contribution.insurance = '110' and contribution.payment_status = '1'
        and contribution.period between calendar.recent_from and calendar.last_month
    group by members.person_id, contribution.period
)

select paid.*, printed.source_row
from paid
join printed on paid.person_id = printed.person_id and paid.last_paid_in = printed.period
order by paid.person_id -- sql/explain/block.sql says why
