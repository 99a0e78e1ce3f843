-- 离开清单的案件: cases whose row has gone from a list tonight, and the case that holds their subject now, if any.
--
-- key: case_id

select
    state.case_id,
    state.state,
    other.case_id as merged_into
from cases.state as state
join audit.list as list on state.list_id = list.list_id
anti join cases.tonight as tonight on state.case_id = tonight.case_id
left join cases.followed as followed
    on state.subject_kind = followed.subject_kind and state.subject_id = followed.former_id
left join cases.tonight as other
    on state.list_id = other.list_id and coalesce(followed.subject_id, state.subject_id) = other.subject_id
where
    state.is_listed
    -- A list that was not computed closes nothing, nor does a night whose data somebody let pass as they are.
    and list.is_computed
    and not exists (select 1 from cases.pause)
