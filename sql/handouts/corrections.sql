-- 更正: every correction of workers that stands, beside what the departments say: for whoever tells the departments.
--
-- key: subject_kind, subject_id, which

with meant as (
    select
        correction.subject_kind,
        coalesce(lead.subject_id, correction.subject_id) as subject_id,
        correction."column" as which,
        correction.value as corrected_to,
        coalesce(correction.was, '') as was,
        correction.actor,
        correction.as_of,
        correction.source_file || '#' || correction.source_line as source_row,
        correction.sequence
    from correction
    left join lists."all" as lead on correction.case_id = lead.case_id
),

last_one as (
    select * from meant
    qualify row_number() over (partition by subject_kind, subject_id, which order by sequence desc) = 1
),

said as (
    select
        last_one.*,
        coalesce(person.person_name, employer.employer_name) as subject_name,
        coalesce(
            case which
                when 'phone' then coalesce(person.phone, employer.phone)
                else coalesce(person.address, employer.address)
            end,
            ''
        ) as now
    from last_one
    left join core.person as person on subject_kind = 'person' and subject_id = person.person_id
    left join core.employer as employer on subject_kind = 'employer' and subject_id = employer.employer_id
)

select
    subject_kind,
    subject_id,
    subject_name,
    which,
    case which when 'phone' then '电话' else '地址' end as which_shown,
    was,
    case corrected_to when '' then '不再用' else corrected_to end as corrected_to,
    actor,
    as_of,
    source_row
from said
where now = was and corrected_to <> was
order by subject_kind, subject_id, which
