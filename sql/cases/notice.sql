-- 文书记录: every letter that was issued about a case, the earliest first.
--
-- key: sequence

with issued as (
    select
        sequence,
        subject as case_id,
        as_of as notice_issued_on,
        json_extract_string(payload, '$.employer_id') as employer_id,
        json_extract_string(payload, '$.step') as notice_step,
        json_extract_string(payload, '$.next_step') as notice_next_step,
        json_extract_string(payload, '$.number') as notice_number,
        cast(json_extract_string(payload, '$.due_on') as date) as notice_due_on
    from cases.event
    where kind = 'notice issued'
)

select
    issued.sequence,
    issued.case_id,
    coalesce(followed.subject_id, state.subject_id, issued.employer_id) as subject_id,
    issued.notice_step,
    issued.notice_next_step,
    issued.notice_number,
    issued.notice_issued_on,
    issued.notice_due_on,
    -- A case that is claimed, closed or has been opened again since waits for nothing of this letter.
    coalesce(state.state = 'open' and state.opened_sequence < issued.sequence, false) as is_waiting
from issued
left join cases.state as state on issued.case_id = state.case_id
left join cases.followed as followed
    on state.subject_kind = followed.subject_kind and state.subject_id = followed.former_id
order by issued.sequence
