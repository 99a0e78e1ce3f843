-- 工地人员: who is paid by the contractor of a project in force and was never declared for a pension here.
--
-- key: person_id, employer_id
-- law: 工伤保险条例 art. 2; 人社部发〔2014〕103号

with contractor as (
    select employer_id, min(project_name) as project_name, min(source_row) as source_row from core.project
    where
        employer_id is not null
        and starts_on <= $as_of::date and coalesce(ends_on, $as_of::date) >= $as_of::date
    group by employer_id
),

crew as (
    select earner.person_id, earner.employer_id, contractor.project_name, contractor.source_row
    from core.wage_earner as earner
    join contractor on earner.employer_id = contractor.employer_id
),

declared as (
    select distinct coverage.person_id from core.coverage_month as coverage
    semi join crew on coverage.person_id = crew.person_id
    where coverage.insurance in ('110', '120') and coverage.is_declared
)

select crew.* from crew
anti join declared on crew.person_id = declared.person_id
