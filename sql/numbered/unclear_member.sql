-- 证件号码不明的参保人员: which of several numbers, or of numbers not in full, tells who a member is.
--
-- key: issuer, member_id

with ranked as (
    select
        printed.issuer,
        printed.member_id,
        printed.number,
        numbers.citizen_id,
        sum(case when printed.extract = 'contribution' then printed.rows else 0 end) over (
            partition by printed.issuer, printed.member_id
        )::bigint as rows
    from numbered.unclear_print as printed
    left join staging.person_number as numbers on printed.number = numbers.number
    -- A valid number first, then the member file before the payments, then the newest; the number settles the rest.
    qualify row_number() over (
        partition by printed.issuer, printed.member_id
        order by
            case when numbers.citizen_id is null then 1 else 0 end,
            case when printed.number is null then 1 else 0 end,
            case when printed.extract = 'member' then 1 else 2 end,
            printed.data_date desc,
            printed.number
    ) = 1
)

select
    ranked.issuer,
    ranked.member_id,
    ranked.number,
    ranked.citizen_id,
    ranked.rows,
    ranked.citizen_id is null or loose.number is not null as is_loose
from ranked
left join numbered.loose_number as loose on ranked.number = loose.number
