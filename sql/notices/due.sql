-- 应发文书单位: the employers that a letter of a step is due to, with the facts that it states.
--
-- key: employer_id

with lead as (
    select
        state.case_id,
        everybody.subject_id as employer_id,
        everybody.list_id,
        everybody.reason,
        list.list_name,
        row_number() over (partition by everybody.subject_id order by everybody.priority, everybody.list_id) as turn
    from published.lists."all" as everybody
    join cases.state as state on everybody.case_id = state.case_id
    join published.audit.list as list on everybody.list_id = list.list_id
    where
        everybody.subject_kind = 'employer' and everybody.tier = 'must_join' and state.state = 'open'
        and everybody.confidence <> 'review' and ($list_id::varchar is null or everybody.list_id = $list_id)
),

-- What was sent about cases that are open, since they were opened.
issued as (
    select
        state.subject_id as employer_id,
        event.sequence,
        event.as_of,
        json_extract_string(event.payload, '$.step') as step,
        json_extract_string(event.payload, '$.number') as number,
        cast(json_extract_string(event.payload, '$.due_on') as date) as due_on
    from cases.event as event
    join cases.state as state on event.subject = state.case_id
    where event.kind = 'notice issued' and state.state = 'open' and event.sequence > state.opened_sequence
),

letter as (
    select employer_id, number, any_value(step) as step, max(due_on) as due_on, min(sequence) as sequence,
        min(as_of) as issued_on
    from issued
    group by employer_id, number
),

sent as (
    select
        employer_id,
        arg_max(step, sequence) as last_step,
        max(due_on) as due_on,
        bool_or(step = $step) as has_step,
        string_agg(
            '于' || strftime(issued_on, '%Y年%m月%d日') || '发出' || step || '（' || number || '）', '，' order by sequence
        ) as earlier
    from letter
    group by employer_id
),

told as (
    select
        employer_id,
        string_agg(case_id, '|' order by turn) as case_ids,
        string_agg(reason, chr(10) order by turn) as reasons,
        string_agg(list_name, '、' order by turn) as lists
    from lead
    group by employer_id
)

select
    told.*,
    employer.employer_name as subject_name,
    employer.address,
    employer.phone,
    employer.town_code,
    coalesce(town.area_name, '乡镇不明') as town_name,
    coalesce(employer_bond.bonded, village_bond.bonded, town_bond.bonded) as bonded,
    sent.earlier
from told
join published.core.employer as employer on told.employer_id = employer.employer_id
left join published.core.area as town on employer.town_code = town.area_code
left join published.core.employer_bond as employer_bond on told.employer_id = employer_bond.employer_id
left join published.core.village_bond as village_bond on employer.village_code = village_bond.area_code
left join published.core.village_bond as town_bond on employer.town_code = town_bond.area_code
left join sent on told.employer_id = sent.employer_id
left join to_be_summoned as proposed on told.employer_id = proposed.subject_id
where
    ($town::varchar is null or employer.town_code = $town) and employer.employer_name is not null
    and case
        when $before::varchar is null then sent.employer_id is null
        else not coalesce(sent.has_step, false)
            and ((sent.last_step = $before and sent.due_on < $as_of::date) or proposed.next_step = $step)
    end
order by employer.town_code, told.employer_id
