-- 居住证持有人: who is registered elsewhere and lives here with a residence permit.
--
-- key: person_id

select person_id
from restricted.resident_person
where hukou_kind = '居住证' and resident_status = '正常'
order by person_id -- sql/explain/block.sql says why
