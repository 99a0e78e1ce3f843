-- 确认劳动关系: rulings that confirm who worked for whom, and for how many of those months 110 was declared, by whom.
--
-- key: person_id, ruling_id
-- law: 社会保险法 art. 58, 86

with delivered as (
    select min(period) as contribution_from from core.coverage_month
    where insurance = '110'
),

relation as (
    select
        numbers.person_id,
        ruling.ruling_id,
        units.employer_id,
        ruling.employer_name,
        units.verdict = 'review' as is_employer_waiting,
        units.employer_id is null or units.rule in ('name', 'features', 'verdict') as is_employer_by_name,
        ruling.starts_on,
        ruling.ends_on,
        least(coalesce(ruling.ends_on, calendar.last_month), calendar.last_month) as known_until,
        ruling.source_file || '#' || ruling.source_line as source_row
    from staging.labour_ruling as ruling
    cross join core.calendar as calendar
    join matches.person_of_number as numbers on ruling.person_id = numbers.number
    left join matches.employer as units
        on units.extract = 'labour_ruling'
        and units.record_id = ruling.employer_record
    qualify row_number() over (
        partition by numbers.person_id, ruling.ruling_id
        order by ruling.data_date desc, ruling.source_file desc, ruling.source_line desc
    ) = 1
),

declared as (
    select
        relation.person_id,
        relation.ruling_id,
        count(distinct coverage.period) filter (where coverage.employer_id = relation.employer_id) as declared_months,
        count(distinct coverage.period) filter (
            where coalesce(coverage.employer_id <> relation.employer_id, true)
        ) as declared_elsewhere_months
    from relation
    join core.coverage_month as coverage on relation.person_id = coverage.person_id
    where
        coverage.insurance = '110' and coverage.is_declared and coverage.employer_id is not null
        and coverage.period >= date_trunc('month', relation.starts_on)
        and coverage.period <= coalesce(relation.ends_on, date '9999-12-31')
    group by relation.person_id, relation.ruling_id
)

select
    relation.* exclude (known_until),
    greatest(
        (year(relation.known_until) - year(relation.starts_on)) * 12
        + month(relation.known_until) - month(relation.starts_on) + 1, 0
    ) as relation_months,
    coalesce(declared.declared_months, 0) as declared_months,
    coalesce(declared.declared_elsewhere_months, 0) as declared_elsewhere_months,
    delivered.contribution_from
from relation
cross join delivered
left join declared on relation.person_id = declared.person_id and relation.ruling_id = declared.ruling_id
