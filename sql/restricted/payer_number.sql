-- 缴费人编号: which person pays under a member number.
--
-- key: issuer, member_id

select
    members.issuer,
    members.member_id,
    members.person_id,
    payer.person_no,
    count(*) over (partition by members.issuer, payer.person_no) = 1 as is_only_number
from matches.person_of_member as members
join restricted.payer as payer on members.person_id = payer.person_id
