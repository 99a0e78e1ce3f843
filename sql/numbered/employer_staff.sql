-- 单位人员: whose ID numbers a record about an employer prints: members, wage earners, depositors, who has a ruling.
--
-- key: extract, record_id

with person as (
    select distinct employer_extract as extract, employer_record as record_id, hash(number) as person
    from mentions.person
    where is_staff and employer_record is not null and number is not null
)

select extract, record_id, list(person order by person) as staff from person
group by extract, record_id
