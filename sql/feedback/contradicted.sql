-- 与数据不符的反馈: every case of every answer that the data contradict, where the ledger does not hold it yet.
--
-- key: row, case_id

with each as (
    select
        row, unnest(case_ids) as case_id, actor, file, file_sha256, line, as_of, result, reason, note, contradiction
    from answers
),

said as (
    select
        subject as case_id,
        json_extract_string(payload, '$.reason') as reason,
        json_extract_string(payload, '$.contradiction') as contradiction,
        json_extract_string(payload, '$.file_sha256') as file_sha256,
        sequence
    from cases.event
    where kind = 'contradicted'
),

last_said as (
    select * from said
    qualify row_number() over (partition by case_id order by sequence desc) = 1
)

select each.*
from each
semi join cases.state as state on each.case_id = state.case_id
anti join said on each.case_id = said.case_id and each.file_sha256 = said.file_sha256
anti join last_said
    on each.case_id = last_said.case_id and each.reason = last_said.reason
    and each.contradiction = last_said.contradiction
order by each.row, each.case_id
