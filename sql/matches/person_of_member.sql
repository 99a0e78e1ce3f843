-- 个人编号与人员: which person a member number means, by the valid ID number printed with it or as linked by name.
--
-- key: issuer, member_id

-- Few members are not filed under one valid number.
with unclear as (
    select
        members.issuer,
        members.member_id,
        members.number,
        coalesce(linked.citizen_id, weak.citizen_id, members.citizen_id) as citizen_id,
        coalesce(
            linked.person_id, weak.person_id, members.citizen_id,
            'member:' || members.issuer || ':' || members.member_id
        ) as person_id
    from numbered.unclear_member as members
    left join numbered.member_link as linked
        on members.issuer = linked.issuer and members.member_id = linked.member_id
    -- 15 digits that nobody prints in full are a valid number, and may be linked all the same.
    left join numbered.number_link as weak on members.number = weak.number and members.citizen_id is not null
)

select
    filed.issuer,
    filed.member_id,
    case when unclear.member_id is null then coalesce(short.citizen_id, filed.number) else unclear.citizen_id end
        as citizen_id,
    case when unclear.member_id is null then filed.number else unclear.number end as number,
    coalesce(unclear.person_id, short.citizen_id, filed.number) as person_id
from numbered.member_filed as filed
left join unclear on filed.issuer = unclear.issuer and filed.member_id = unclear.member_id
left join numbered.odd_number as short on filed.number = short.number
