-- 公布以后的反馈: what these cases were answered last, after an event of the ledger.
--
-- key: case_id

select
    subject as case_id,
    json_extract_string(payload, '$.result') as result,
    json_extract_string(payload, '$.reason') as reason
from ledger.event
where sequence > $sequence and kind = 'answered' and subject in (select unnest($ids::varchar[]))
qualify row_number() over (partition by subject order by sequence desc) = 1
