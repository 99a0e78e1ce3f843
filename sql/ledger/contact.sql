-- 走访记录: every answer that somebody brought back about a case, the earliest first.
--
-- key: sequence

select
    sequence,
    subject as case_id,
    json_extract_string(payload, '$.subject_id') as subject_id,
    json_extract_string(payload, '$.result') as result,
    json_extract_string(payload, '$.reason') as result_reason,
    cast(recorded_at as date) as contacted_on,
    source_file,
    source_line
from ledger.event
where kind = 'answered'
order by sequence
