-- 养老经办机构: which insurance office handles a person's pension insurance, as the bureau prints it.
--
-- key: person_id

select
    members.person_id,
    member.handled_by
from staging.member as member
join matches.person_of_member as members
    on member.issuer = members.issuer and member.member_id = members.member_id
where member.insurance in ('110', '120', '170') and member.handled_by is not null
-- The row that still runs; an employee's before a resident's.
qualify row_number() over (
    partition by members.person_id
    order by
        member.is_enrolled desc, member.insurance, member.enrolled_on desc nulls last, member.source_file desc,
        member.source_line desc
) = 1
