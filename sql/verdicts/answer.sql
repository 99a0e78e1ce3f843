-- 各人的回答: every answer that a person gave about a pair of records, the earliest first.
--
-- key: sequence

select
    sequence,
    subject,
    actor,
    json_extract_string(payload, '$.verdict') as verdict,
    json_extract_string(payload, '$.file_sha256') as file_sha256
from ledger.event
where kind = 'verdict'
order by sequence
