-- 调查答复: what surveys in the ledger (attached as `whole_ledger`) answered of a subject.
--
-- key: sequence

select
    sequence,
    json_extract_string(payload, '$.surveyed_on')::date as as_of,
    recorded_at,
    actor,
    source_file,
    source_line,
    json_extract_string(payload, '$.survey') || '调查' as what,
    concat_ws(
        '，',
        json_extract_string(payload, '$.status'),
        '用工' || json_extract_string(payload, '$.headcount') || '人',
        '其中未参保' || json_extract_string(payload, '$.uninsured') || '人',
        json_extract_string(payload, '$.pension'),
        json_extract_string(payload, '$.elsewhere'),
        json_extract_string(payload, '$.work'),
        json_extract_string(payload, '$.reason'),
        json_extract_string(payload, '$.willing'),
        '备注：' || json_extract_string(payload, '$.note')
    ) as happened
from whole_ledger.event
where
    kind = 'surveyed' and json_extract_string(payload, '$.subject_kind') = $kind and subject = $subject
    and $list_id::varchar is null
