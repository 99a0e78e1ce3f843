-- 证件号码与人员: which person a document number means.
--
-- key: number

select
    number,
    citizen_id,
    birth_date,
    sex,
    coalesce(citizen_id, 'doc:' || number) as person_id
from staging.person_number
