-- 单位人员: whose ID numbers a record about an employer prints: members, wage earners, depositors, who has a ruling.
--
-- key: extract, record_id

with named as (
    select distinct employer_extract as extract, employer_record as record_id, number
    from mentions.person
    where is_staff and employer_record is not null and number is not null
),

-- A digest that every engine makes alike; half of it tells a province's people apart.
person as (
    select extract, record_id, left(md5(number), 16) as person from named
)

select extract, record_id, list(person order by person) as staff from person
group by extract, record_id
