-- 数据推翻的结案: cases that an answer 不需参保 has closed, and what the data show of a later month.
--
-- key: case_id

select state.case_id, state.subject_kind, state.subject_id, max(contradiction.contradiction) as contradiction
from cases.state as state
left join cases.followed as followed
    on state.subject_kind = followed.subject_kind and state.subject_id = followed.former_id
join cases.contradiction as contradiction
    on state.subject_kind = contradiction.subject_kind
    and coalesce(followed.subject_id, state.subject_id) = contradiction.subject_id
    and (
        contradiction.kind = state.closed_reason
        or (
            contradiction.kind = '离开'
            and contains(',' || $reasons_of_leaving || ',', ',' || state.closed_reason || ',')
        )
    )
where
    state.state = 'closed' and state.closed_until is not null
    -- What showed before was weighed when the answer was taken; the month it was given in tells nothing yet.
    and contradiction.last_seen_in > state.state_on
group by state.case_id, state.subject_kind, state.subject_id
