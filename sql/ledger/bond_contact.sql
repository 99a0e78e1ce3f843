-- 包保联系: when a cadre has been in touch with the employer or village that they answer for, month by month.
--
-- key: bond_kind, target_id, contact_month

-- Of one month's several workbooks the last one speaks.
with contact as (
    select
        sequence,
        json_extract_string(payload, '$.bond_kind') as bond_kind,
        subject as target_id,
        cast(json_extract_string(payload, '$.month') || '-01' as date) as contact_month,
        cast(json_extract_string(payload, '$.contacted_on') as date) as bond_contacted_on,
        json_extract_string(payload, '$.way') as contact_way
    from cases.event
    where kind = 'bond contacted'
)

select bond_kind, target_id, contact_month, bond_contacted_on, contact_way
from contact
qualify row_number() over (partition by bond_kind, target_id, contact_month order by sequence desc) = 1
order by bond_kind, target_id, contact_month
