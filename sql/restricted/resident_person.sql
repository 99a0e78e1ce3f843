-- 人口登记: the population file by person; of two rows of one person (15 and 18 digits) the newest speaks.
--
-- key: person_id

-- Nearly everybody has one number, and one row: to put a million wide rows in order for the others would be dear.
with several as (
    select person_id from matches.person_of_number
    group by person_id
    having count(*) > 1
),

known as (
    select numbers.person_id, resident.* exclude (person_id)
    from staging.resident as resident
    join matches.person_of_number as numbers on resident.person_id = numbers.number
)

select known.* from known
anti join several on known.person_id = several.person_id
union all
select * from (
    select known.* from known
    semi join several on known.person_id = several.person_id
    qualify row_number() over (
        partition by known.person_id order by known.data_date desc, known.source_file desc, known.source_line desc
    ) = 1
) as newest
