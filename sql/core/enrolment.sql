-- 参保登记: in which insurances a person is enrolled (status normal or suspended).
--
-- key: person_id, insurance

select
    members.person_id,
    member.insurance,
    coalesce(bool_or(member.is_flexible) filter (where member.is_enrolled), false) as is_flexible,
    -- Of a row that has ended too: it tells what was paid before the contribution extract begins.
    coalesce(max(member.paid_months_before), 0) as paid_months_before,
    min(member.source_file || '#' || member.source_line) filter (where member.is_enrolled) as source_row
from staging.member as member
join matches.person_of_member as members
    on member.issuer = members.issuer and member.member_id = members.member_id
group by members.person_id, member.insurance
having bool_or(member.is_enrolled)
order by members.person_id -- sql/explain/block.sql says why
