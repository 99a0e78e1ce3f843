-- 反馈的案件: every case of every answer, how it stood before, and whether the ledger holds the answer already.
--
-- key: row, case_id

with each as (
    select
        row,
        unnest(case_ids) as case_id,
        case_ids[1] as first_case_id,
        array_to_string(case_ids, '|') as cases,
        actor, file, file_sha256, line, as_of, result, reason, note, action, until
    from answers
),

-- What a file said once it does not say again: an old file read after a newer one undoes nothing.
answer as (
    select
        subject as case_id,
        sequence,
        cast(json_extract_string(payload, '$.issued_on') as date) as issued_on,
        json_extract_string(payload, '$.result') as result,
        json_extract_string(payload, '$.reason') as reason,
        coalesce(json_extract_string(payload, '$.note'), '') as note,
        json_extract_string(payload, '$.file_sha256') as file_sha256
    from cases.event
    where kind = 'answered'
),

last_answer as (
    select * from answer
    qualify row_number() over (partition by case_id order by sequence desc) = 1
),

-- What stood before is the row above where two rows answer one case, else what the ledger says.
ordered as (
    select
        each.*,
        state.* exclude (case_id, result, result_reason, result_note, state, answered_on),
        coalesce(lag(each.action) over earlier, state.state) as stood,
        coalesce(lag(each.result) over earlier, last_answer.result) as stood_result,
        coalesce(lag(each.reason) over earlier, last_answer.reason) as stood_reason,
        coalesce(lag(each.note) over earlier, last_answer.note) as stood_note,
        coalesce(lag(each.as_of) over earlier, last_answer.issued_on) as stood_as_of,
        from_file.case_id is not null as is_from_file
    from each
    join cases.state as state on each.case_id = state.case_id
    left join last_answer on each.case_id = last_answer.case_id
    left join (select distinct case_id, file_sha256 from answer) as from_file
        on each.case_id = from_file.case_id and each.file_sha256 = from_file.file_sha256
    window earlier as (partition by each.case_id order by each.row)
)

select
    ordered.*,
    case_id = first_case_id as is_first,
    list_id || ' ' || tier || ' ' || confidence as rule,
    stood in ('claimed', 'closed', 'claim', 'close', 'wrong') as was_settled,
    -- What the data have settled a late answer does not open again.
    coalesce(closed_because in ('数据已解决', '数据已证实', '并案'), false) as is_closed_by_data,
    is_from_file or (
        stood_as_of is not distinct from as_of and stood_result is not distinct from result
        and stood_reason is not distinct from reason and stood_note is not distinct from note
    ) as is_known,
    coalesce(stood_result <> result or stood_reason <> reason, false) as is_changed
from ordered
order by row, case_id
