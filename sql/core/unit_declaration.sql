-- 单位近期申报: for whom an employer has declared 110 or 310 in the recent months, and the row of the latest.
--
-- key: person_id, insurance, employer_id

with declared as (
    select
        coverage.person_id,
        coverage.insurance,
        coverage.employer_id,
        count(*) as recent_declared_months,
        max(coverage.period) as last_declared_in
    from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.insurance in ('110', '310') and coverage.is_declared and coverage.employer_id is not null
        and coverage.period between calendar.recent_from and calendar.last_month
    group by coverage.person_id, coverage.insurance, coverage.employer_id
),

printed as (
    select
        members.person_id,
        contribution.insurance,
        contribution.period,
        max(contribution.source_file || '#' || contribution.source_line) as source_row
    from staging.contribution as contribution
    join matches.person_of_member as members
        on contribution.issuer = members.issuer and contribution.member_id = members.member_id
    cross join core.calendar as calendar
    where
        contribution.insurance in ('110', '310') and contribution.insured_unit_id is not null
        and contribution.period between calendar.recent_from and calendar.last_month
    group by members.person_id, contribution.insurance, contribution.period
)

select declared.*, printed.source_row
from declared
join printed
    on declared.person_id = printed.person_id and declared.insurance = printed.insurance
    and declared.last_declared_in = printed.period
order by declared.person_id -- sql/explain/block.sql says why
