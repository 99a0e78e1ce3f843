-- 监禁期间: sentences served in prison, by person; community correction is none.
--
-- key: person_id, starts_on

select
    numbers.person_id,
    sentence.starts_on,
    sentence.ends_on,
    sentence.source_file || '#' || sentence.source_line as source_row
from staging.sentence as sentence
join matches.person_of_number as numbers on sentence.person_id = numbers.number
where sentence.sentence_kind = '监禁'
-- Under two forms of one number it is one sentence.
qualify row_number() over (
    partition by numbers.person_id, sentence.starts_on
    order by sentence.data_date desc, sentence.source_file desc, sentence.source_line desc
) = 1
