-- 其他部门登记的姓名和地址: name, phone and area of a person as departments other than the police print them.
--
-- key: person_id

with printed as (
    select distinct preference, number, person_name, phone, area from mentions.person
    where preference is not null and member_id is null
),

mention as (
    select members.person_id, member.preference, member.person_name, member.phone, member.area
    from mentions.person as member
    join matches.person_of_member as members
        on member.issuer = members.issuer and member.member_id = members.member_id
    where member.preference is not null
    union all
    select numbers.person_id, printed.preference, printed.person_name, printed.phone, printed.area
    from printed
    join matches.person_of_number as numbers on printed.number = numbers.number
    union all
    select person_id, 5, legal_person_name, null, null
    from core.employer_owner
    where person_id is not null
)

select
    person_id,
    arg_min(person_name, preference || person_name) as person_name,
    arg_min(phone, preference || phone) as phone,
    arg_min(area, preference || area) filter (
        where strpos($own_codes, ',' || left(area, $own_digits) || ',') > 0 and substr(area, 7, 3) not in ('', '000')
    ) as area
from mention
group by person_id
