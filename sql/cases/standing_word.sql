-- 走访结论: what a worker said of a person or unit itself, not of one insurance: it holds on every list until its day.
--
-- key: subject_id

select
    coalesce(followed.subject_id, state.subject_id) as subject_id,
    arg_max(state.closed_reason, state.closed_until::varchar || state.case_id) as closed_reason,
    max(state.closed_until) as closed_until
from cases.state as state
left join cases.followed as followed
    on state.subject_kind = followed.subject_kind and state.subject_id = followed.former_id
-- What later data contradict holds nowhere.
anti join cases.contradicted as contradicted
    on state.subject_kind = contradicted.subject_kind and state.subject_id = contradicted.subject_id
where
    state.state = 'closed' and state.closed_until > $as_of::date
    and contains(',' || $reasons_for_all_lists || ',', ',' || state.closed_reason || ',')
group by coalesce(followed.subject_id, state.subject_id)
