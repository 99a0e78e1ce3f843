-- 反馈的更正: what was corrected of a subject and is not known yet, with what the departments say, in the order of the rows.
--
-- key: row, column

-- A sheet shows the last correction that stands, so one that gives the departments' own word again is news as well.
with each as (
    select row, case_ids[1] as case_id, "column", value, actor, file, file_sha256, line, as_of from answers
),

earlier as (
    select
        state.subject_kind,
        state.subject_id,
        json_extract_string(event.payload, '$.column') as "column",
        json_extract_string(event.payload, '$.value') as value,
        json_extract_string(event.payload, '$.was') as was,
        json_extract_string(event.payload, '$.file_sha256') as file_sha256,
        event.sequence
    from cases.event as event
    join cases.state as state on event.subject = state.case_id
    where event.kind = 'corrected'
),

last_correction as (
    select * from earlier
    qualify row_number() over (partition by subject_kind, subject_id, "column" order by sequence desc) = 1
),

known as (
    select
        each.*,
        state.subject_kind,
        state.subject_id,
        coalesce(
            case each."column"
                when 'phone' then coalesce(person.phone, employer.phone)
                else coalesce(person.address, employer.address)
            end,
            ''
        ) as was
    from each
    join cases.state as state on each.case_id = state.case_id
    left join published.core.person as person
        on state.subject_kind = 'person' and state.subject_id = person.person_id
    left join published.core.employer as employer
        on state.subject_kind = 'employer' and state.subject_id = employer.employer_id
)

select known.*
from known
left join last_correction as standing
    on known.subject_kind = standing.subject_kind and known.subject_id = standing.subject_id
    and known."column" = standing."column"
where
    known.value <> case when known.was = standing.was then standing.value else known.was end
    -- What a file said once it does not say again.
    and not exists (
        select 1 from earlier
        where
            earlier.subject_kind = known.subject_kind and earlier.subject_id = known.subject_id
            and earlier."column" = known."column" and earlier.file_sha256 = known.file_sha256
    )
order by known.row, known."column"
