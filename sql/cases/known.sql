-- 已有案件: the case that a subject has on a list, under the number that it goes by tonight.
--
-- key: list_id, subject_id

select
    state.list_id,
    coalesce(followed.subject_id, state.subject_id) as subject_id,
    state.case_id
from cases.state as state
left join cases.followed as followed
    on state.subject_kind = followed.subject_kind and state.subject_id = followed.former_id
where state.merged_into is null
-- Two subjects that have turned out to be one keep the case that is not settled, then the older one.
qualify row_number() over (
    partition by state.list_id, coalesce(followed.subject_id, state.subject_id)
    order by case state.state when 'open' then 1 when 'claimed' then 2 else 3 end, state.listed_on, state.case_id
) = 1
