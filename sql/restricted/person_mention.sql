-- 其他部门登记的姓名和地址: name, phone and area of a person as departments other than the police print them.
--
-- key: person_id

with mention as (
    select members.person_id, '1' as preference, member.person_name, member.phone, member.area
    from staging.member as member
    join matches.person_of_member as members
        on member.issuer = members.issuer and member.member_id = members.member_id
    union all
    select numbers.person_id, '2', hardship.person_name, null, hardship.area
    from staging.hardship as hardship
    join matches.person_of_number as numbers on hardship.person_id = numbers.number
    union all
    select numbers.person_id, '2', land_loss.person_name, null, land_loss.area
    from staging.land_loss as land_loss
    join matches.person_of_number as numbers on land_loss.person_id = numbers.number
    union all
    select numbers.person_id, '2', child.person_name, child.phone, child.area
    from staging.child as child
    join matches.person_of_number as numbers on child.person_id = numbers.number
    union all
    select numbers.person_id, '3', gig_worker.person_name, gig_worker.phone, null
    from staging.gig_worker as gig_worker
    join matches.person_of_number as numbers on gig_worker.person_id = numbers.number
    union all
    select numbers.person_id, '3', student.person_name, null, null
    from staging.student as student
    join matches.person_of_number as numbers on student.person_id = numbers.number
    union all
    select numbers.person_id, '3', wage.person_name, null, null
    from (select distinct person_id, person_name from staging.wage) as wage
    join matches.person_of_number as numbers on wage.person_id = numbers.number
    union all
    select numbers.person_id, '4', benefit.person_name, null, null
    from staging.benefit as benefit
    join matches.person_of_number as numbers on benefit.person_id = numbers.number
    union all
    select numbers.person_id, '4', elsewhere.person_name, null, null
    from staging.insured_elsewhere as elsewhere
    join matches.person_of_number as numbers on elsewhere.person_id = numbers.number
    union all
    select numbers.person_id, '4', ruling.person_name, null, null
    from staging.labour_ruling as ruling
    join matches.person_of_number as numbers on ruling.person_id = numbers.number
    union all
    select numbers.person_id, '4', person_roster.person_name, null, null
    from staging.person_roster as person_roster
    join matches.person_of_number as numbers on person_roster.person_id = numbers.number
    union all
    select person_id, '5', legal_person_name, null, null
    from core.employer_owner
    where person_id is not null
)

select
    person_id,
    arg_min(person_name, preference || person_name) as person_name,
    arg_min(phone, preference || phone) as phone,
    arg_min(area, preference || area) filter (
        where left(area, length($region_code)) = $region_code and substr(area, 7, 3) not in ('', '000')
    ) as area
from mention
group by person_id
