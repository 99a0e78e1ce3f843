-- 走访记录: every visit that somebody brought back an answer from, the earliest first.
--
-- key: sequence

with visit as (
    select
        sequence,
        subject as case_id,
        as_of as contacted_on,
        source_file,
        source_line,
        json_extract_string(payload, '$.subject_id') as subject_id,
        json_extract_string(payload, '$.result') as result,
        json_extract_string(payload, '$.reason') as result_reason
    from cases.event
    where kind = 'contacted'
)

select
    visit.sequence,
    visit.case_id,
    -- Whoever has got another number since is meant by it.
    coalesce(followed.subject_id, state.subject_id, visit.subject_id) as subject_id,
    visit.result,
    visit.result_reason,
    visit.contacted_on,
    visit.source_file,
    visit.source_line
from visit
left join cases.state as state on visit.case_id = state.case_id
left join cases.followed as followed
    on state.subject_kind = followed.subject_kind and state.subject_id = followed.former_id
order by visit.sequence
