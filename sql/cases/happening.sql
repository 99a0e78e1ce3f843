-- 今夜案情: what happens to cases tonight: opened, changed, closed because the data say so, opened again.
--
-- key: kind, case_id

with may_close as (
    -- A list that was not computed closes nothing, nor does a night whose data somebody let pass as they are.
    select list_id from audit.list
    where is_computed and not exists (select 1 from cases.pause)
),

-- What a worker said of the person, not of one insurance, holds on every list until its day.
standing_word as (
    select
        coalesce(followed.subject_id, state.subject_id) as subject_id,
        arg_max(state.closed_reason, state.closed_until::varchar || state.case_id) as closed_reason,
        max(state.closed_until) as closed_until
    from cases.state as state
    left join cases.followed as followed
        on state.subject_kind = followed.subject_kind and state.subject_id = followed.former_id
    where
        state.state = 'closed' and state.closed_until > $as_of::date
        and contains(',' || $reasons_for_all_lists || ',', ',' || state.closed_reason || ',')
    group by coalesce(followed.subject_id, state.subject_id)
),

listed as (
    select tonight.case_id, tonight.subject_id, tonight.facts
    from cases.tonight as tonight
    anti join cases.state as state on tonight.case_id = state.case_id
),

back as (
    select
        tonight.case_id,
        tonight.facts,
        case
            when state.state = 'claimed' then '报称已办，期满仍未见于数据'
            when state.closed_until is not null then '不需参保的期限已过，仍在清单'
            else '又列入清单'
        end as because
    from cases.tonight as tonight
    join cases.state as state on tonight.case_id = state.case_id
    where
        (state.state = 'claimed' and state.claim_waits_until < $as_of::date)
        or (
            state.state = 'closed'
            and case
                when state.closed_until is not null then state.closed_until <= $as_of::date
                else not state.is_listed
            end
        )
),

changed as (
    select tonight.case_id, tonight.facts
    from cases.tonight as tonight
    join cases.state as state on tonight.case_id = state.case_id
    anti join back on tonight.case_id = back.case_id
    where
        not state.is_listed
        or tonight.subject_id <> state.subject_id
        or tonight.tier <> state.tier
        or tonight.confidence <> state.confidence
        or tonight.priority <> state.priority
        or tonight.town_code <> state.town_code
        or tonight.village_code is distinct from state.village_code
),

gone as (
    select
        state.case_id,
        state.state,
        other.case_id as merged_into
    from cases.state as state
    semi join may_close on state.list_id = may_close.list_id
    anti join cases.tonight as tonight on state.case_id = tonight.case_id
    left join cases.followed as followed
        on state.subject_kind = followed.subject_kind and state.subject_id = followed.former_id
    left join cases.tonight as other
        on state.list_id = other.list_id and coalesce(followed.subject_id, state.subject_id) = other.subject_id
    where state.is_listed
)

select 'listed' as kind, case_id, facts as payload, 1 as turn from listed
union all
select
    'closed',
    listed.case_id,
    json_object('because', '不需参保', 'reason', word.closed_reason, 'until', word.closed_until::varchar),
    2
from listed
join standing_word as word on listed.subject_id = word.subject_id
union all
select 'reopened', case_id, json_merge_patch(facts, json_object('because', because)), 1 from back
union all
select 'changed', case_id, facts, 1 from changed
union all
select
    'closed',
    case_id,
    json_object(
        'because',
        case
            when merged_into is not null then '并案' when state = 'claimed' then '数据已证实' else '数据已解决'
        end,
        'into', merged_into, 'is_listed', false
    ),
    1
from gone
where state in ('open', 'claimed')
union all
-- A case that a worker's word has closed leaves its list: should the facts return, that will be news.
select 'changed', case_id, json_object('is_listed', false), 1 from gone
where state = 'closed'
