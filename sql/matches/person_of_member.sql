-- 个人编号与人员: which person a member number means, by the valid ID number printed with it.
--
-- key: issuer, member_id

with printed as (
    select
        issuer,
        member_id,
        person_id as number,
        1 as preference,
        max(data_date) as data_date
    from staging.member
    group by issuer, member_id, person_id
    union all
    select
        issuer,
        member_id,
        person_id as number,
        2 as preference,
        max(data_date) as data_date
    from staging.contribution
    group by issuer, member_id, person_id
),

ranked as (
    select
        printed.issuer,
        printed.member_id,
        numbers.citizen_id,
        printed.number,
        row_number() over (
            partition by printed.issuer, printed.member_id
            -- The member file before the payments, the newest first; the number itself settles what is left.
            order by
                case when numbers.citizen_id is null then 1 else 0 end,
                printed.preference,
                printed.data_date desc,
                printed.number
        ) as place
    from printed
    left join staging.person_number as numbers on printed.number = numbers.number
    where printed.member_id is not null
)

select
    issuer,
    member_id,
    citizen_id,
    number,
    coalesce(citizen_id, 'member:' || issuer || ':' || member_id) as person_id
from ranked
where place = 1
