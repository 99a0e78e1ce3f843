-- 人口登记: the population file by person; of two rows of one person (15 and 18 digits) the newest speaks.
--
-- key: person_id

select numbers.person_id, resident.* exclude (person_id)
from staging.resident as resident
join matches.person_of_number as numbers on resident.person_id = numbers.number
qualify row_number() over (
    partition by numbers.person_id
    order by resident.data_date desc, resident.source_file desc, resident.source_line desc
) = 1
