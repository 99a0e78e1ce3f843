-- 困难群体: who stands today in a hardship group that the region counts, and in which.
--
-- key: person_id
-- law: 国发〔2014〕8号 四(三)

select
    numbers.person_id,
    min(hardship.hardship_kind) || case
        when min(hardship.hardship_kind) = max(hardship.hardship_kind) then '' else '、' || max(hardship.hardship_kind)
    end || case when count(distinct hardship.hardship_kind) > 2 then '等' else '' end as hardship_kinds,
    min(hardship.starts_on) as starts_on,
    min(hardship.source_file || '#' || hardship.source_line) as source_row
from staging.hardship as hardship
join matches.person_of_number as numbers on hardship.person_id = numbers.number
where
    contains(',' || $hardship_kinds || ',', ',' || hardship.hardship_kind || ',')
    and coalesce(hardship.starts_on, $as_of::date) <= $as_of::date
    and coalesce(hardship.ends_on, $as_of::date) >= $as_of::date
group by numbers.person_id
