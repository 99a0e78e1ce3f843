-- 证件号码与人员: which person a document number means, by the number itself or as linked by name.
--
-- key: number

select
    numbers.number,
    coalesce(linked.citizen_id, numbers.citizen_id) as citizen_id,
    coalesce(linked.birth_date, numbers.birth_date) as birth_date,
    coalesce(linked.sex, numbers.sex) as sex,
    coalesce(linked.person_id, numbers.citizen_id, 'doc:' || numbers.number) as person_id
from staging.person_number as numbers
left join numbered.number_link as linked on numbers.number = linked.number
