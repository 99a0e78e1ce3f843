-- 居民养老算账: what an account of 170 rests on, of the people who are `asked` about and are in no other pension.
--
-- key: person_id

with paid as (
    select
        coverage.person_id,
        count(distinct year(coverage.period)) as years,
        bool_or(year(coverage.period) = year($as_of::date)) as is_paid,
        arg_max(coverage.arrived_yuan - coalesce(coverage.paid_for_yuan, 0), coverage.period) as tier_yuan
    from published.core.coverage_month as coverage
    semi join asked on coverage.person_id = asked.person_id
    where coverage.insurance = '170' and coverage.is_paid and year(coverage.period) <= year($as_of::date)
    group by coverage.person_id
),

before as (
    select person_id, max(paid_months_before) // 12 as years from published.core.enrolment
    where insurance = '170'
    group by person_id
)

select
    person.person_id,
    person.birth_date,
    coalesce(paid.years, 0) + coalesce(before.years, 0) as paid_years,
    coalesce(paid.is_paid, false) as is_paid,
    paid.tier_yuan
from asked
join published.core.person as person on asked.person_id = person.person_id
left join published.core.standing as standing on person.person_id = standing.person_id
left join published.core.not_due as exempt on person.person_id = exempt.person_id and exempt.insurance = '170'
left join paid on person.person_id = paid.person_id
left join before on person.person_id = before.person_id
where
    person.is_normal_resident and person.age >= $working_age_years
    and not coalesce(standing.is_enrolled_110, false) and not coalesce(standing.is_enrolled_120, false)
    and standing.draws is null and exempt.person_id is null
order by person.person_id
