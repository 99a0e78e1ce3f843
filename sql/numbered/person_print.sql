-- 人员记录: every number and name under which an extract knows a person, the employer that prints them, and how often.
--
-- key: extract, number, person_name, employer_record

-- Where a row is a person there is nothing to count: the population file is large.
select extract, number, person_name, employer_record, 1 as rows
from mentions.person
where is_register and number is not null
union all
select extract, number, person_name, employer_record, count(*)
from mentions.person
where not is_register and member_id is null
group by extract, number, person_name, employer_record
