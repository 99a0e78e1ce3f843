-- 学生: the school record of a person, and whether it says that they are in school today.
--
-- key: person_id

with printed as (
    select
        numbers.person_id,
        student.*,
        student.student_status in ('在读', '休学')
        and coalesce(student.graduates_on, $as_of::date) >= $as_of::date as is_in_school
    from (select * exclude (person_id), person_id as number from staging.student) as student
    join matches.person_of_number as numbers on student.number = numbers.number
)

select
    person_id,
    school_name,
    student_status,
    graduates_on,
    is_in_school,
    source_file || '#' || source_line as source_row
from printed
-- Of two rows under two forms of one number the school that still teaches speaks.
qualify row_number() over (
    partition by person_id
    order by is_in_school desc, data_date desc, source_file desc, source_line desc
) = 1
order by person_id -- sql/explain/block.sql says why
