-- 一号多主: member or unit numbers of one bureau that mean two, more of them than the set share.
--
-- key: subject

-- Bureaus that number by themselves (two prefectures in one inbox) both have a 00012: taken for one member, one's
-- payments would insure the other.
with numbered as (
    select filed.issuer, '个人编号' as title, one.citizen_id as lowest, other.citizen_id as highest
    from numbered.member_filed as filed
    left join staging.person_number as one on filed.number = one.number
    left join staging.person_number as other on filed.other_number = other.number
    where filed.is_filed
    union all
    select unit.issuer, '单位编号', min(checked.uscc), max(checked.uscc)
    from staging.insured_unit as unit
    left join staging.employer_number as checked on unit.uscc = checked.number
    group by unit.issuer, unit.insured_unit_id
),

counted as (
    select
        case issuer when 'hsa' then '医保' else '人社' end || title as subject,
        count(*) as judged,
        count(*) filter (where lowest <> highest) as shared
    from numbered
    group by issuer, title
)

select
    subject,
    shared || '/' || judged as measured,
    $gate_shared_number_share::varchar as threshold,
    subject || '：' || judged || '个中有' || shared || '个下面登记着两个不同的有效证件号码，可能是几个经办机构各自编号；'
    || '各自编号的地区不能放进同一个收件目录，请每个地区用自己的工作文件夹（见 yingbao province）；'
    || '只有一个经办机构的，请与其核对编号' as message
from counted
where shared >= $gate_file_rows and shared > judged * $gate_shared_number_share
order by subject
