-- 参保登记: in which insurances a person is enrolled (status normal or suspended).
--
-- key: person_id, insurance

select
    members.person_id,
    member.insurance,
    bool_or(member.is_flexible) as is_flexible,
    min(member.source_file || '#' || member.source_line) as source_row
from staging.member as member
join matches.person_of_member as members
    on member.issuer = members.issuer and member.member_id = members.member_id
where member.is_enrolled
group by members.person_id, member.insurance
