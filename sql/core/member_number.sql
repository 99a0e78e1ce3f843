-- 一人多号: people who stand under two or more member numbers of one bureau for one insurance.
--
-- key: person_id, issuer, insurance

select
    members.person_id,
    member.issuer,
    member.insurance,
    count(distinct member.member_id) as number_count,
    min(member.member_id) as member_id,
    max(member.member_id) as other_member_id,
    min(member.source_file || '#' || member.source_line) as source_row,
    max(member.source_file || '#' || member.source_line) as other_source_row
from staging.member as member
join matches.person_of_member as members on member.issuer = members.issuer and member.member_id = members.member_id
-- Most people have one number a bureau: only those with two are worth counting by insurance.
semi join (
    select person_id, issuer from matches.person_of_member
    group by person_id, issuer
    having count(*) > 1
) as several on members.person_id = several.person_id and members.issuer = several.issuer
group by members.person_id, member.issuer, member.insurance
having count(distinct member.member_id) > 1
