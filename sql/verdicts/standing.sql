-- 人工认定: of each pair of records, the verdict that stands: the latest. Earlier ones stay in the ledger.
--
-- key: matcher, left_extract, left_record, right_extract, right_record

select
    json_extract_string(subject, '$[0]') as matcher,
    json_extract_string(subject, '$[1]') as left_extract,
    json_extract_string(subject, '$[2]') as left_record,
    json_extract_string(subject, '$[3]') as right_extract,
    json_extract_string(subject, '$[4]') as right_record,
    json_extract_string(payload, '$.verdict') as verdict,
    actor,
    recorded_at as decided_at,
    json_extract_string(payload, '$.asked') as asked,
    json_extract(payload, '$.score')::double as score,
    json_extract_string(payload, '$.names[0]') as left_name,
    json_extract_string(payload, '$.names[1]') as right_name,
    sequence
from ledger.event
where kind = 'verdict'
qualify
    row_number() over (partition by subject order by sequence desc) = 1
    -- An answer that was taken back is as if it had never been given.
    and json_extract_string(payload, '$.verdict') <> 'withdrawn'
order by matcher, left_extract, left_record, right_extract, right_record
