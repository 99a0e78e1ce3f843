-- 个人编号: every member number, whether members or payments carry it, and under which document numbers it is filed.
--
-- key: issuer, member_id

with carried as (
    select issuer, member_id, person_id as number, true as is_filed, false as is_paying from staging.member
    union all
    select issuer, member_id, null::varchar as number, false as is_filed, true as is_paying
    from staging.paying_member
)

select
    issuer,
    member_id,
    min(number) as number,
    max(number) as other_number,
    bool_or(is_filed) as is_filed,
    bool_or(is_paying) as is_paying
from carried
where member_id is not null
group by issuer, member_id
