-- 今夜案情: what happens to cases tonight: opened, changed, closed because the data say so, opened again.
--
-- key: kind, case_id

with listed as (
    select tonight.case_id, tonight.subject_id, tonight.facts
    from cases.tonight as tonight
    anti join cases.state as state on tonight.case_id = state.case_id
),

changed as (
    select tonight.case_id, tonight.facts
    from cases.tonight as tonight
    join cases.state as state on tonight.case_id = state.case_id
    anti join cases.returned as returned on tonight.case_id = returned.case_id
    where
        not state.is_listed
        or tonight.subject_id <> state.subject_id
        or tonight.tier <> state.tier
        or tonight.confidence <> state.confidence
        or tonight.priority <> state.priority
        or tonight.town_code <> state.town_code
        or tonight.village_code is distinct from state.village_code
)

select 'listed' as kind, case_id, facts as payload, 1 as turn from listed
union all
select
    'closed',
    listed.case_id,
    json_object('because', '不需参保', 'reason', word.closed_reason, 'until', word.closed_until::varchar),
    2
from listed
join cases.standing_word as word on listed.subject_id = word.subject_id
union all
select 'reopened', case_id, json_merge_patch(facts, json_object('because', because)), 1 from cases.returned
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
from cases.gone
where state in ('open', 'claimed')
union all
-- A case that a worker's word has closed leaves its list: should the facts return, that will be news.
select 'changed', case_id, json_object('is_listed', false), 1 from cases.gone
where state = 'closed'
