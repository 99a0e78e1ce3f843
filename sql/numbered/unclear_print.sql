-- 证件号码不明的参保人员记录: what all files print of members who are not filed under one number that is valid.
--
-- key: issuer, member_id, number, extract

with unclear as (
    select filed.issuer, filed.member_id from numbered.member_filed as filed
    left join numbered.loose_number as loose on filed.number = loose.number
    where filed.number is null or filed.number <> filed.other_number or loose.number is not null
)

select 'member' as extract, member.issuer, member.member_id, member.person_id as number,
    max(member.data_date) as data_date, count(*) as rows
from staging.member as member
semi join unclear on member.issuer = unclear.issuer and member.member_id = unclear.member_id
group by member.issuer, member.member_id, member.person_id
union all
select 'contribution', paid.issuer, paid.member_id, paid.person_id, paid.data_date, paid.rows
from staging.paying_member as paid
semi join unclear on paid.issuer = unclear.issuer and paid.member_id = unclear.member_id
