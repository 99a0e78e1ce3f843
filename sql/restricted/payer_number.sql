-- 缴费人编号: which person pays under a member number, numbered for the large join of all payments.
--
-- key: issuer, member_id

with person as (
    select person_id, row_number() over (order by person_id) as person_no
    from (select distinct person_id from matches.person_of_member) as known
)

select
    members.issuer,
    members.member_id,
    members.person_id,
    person.person_no,
    count(*) over (partition by members.issuer, person.person_no) = 1 as is_only_number
from matches.person_of_member as members
join person on members.person_id = person.person_id
