-- 包保联系: whom a cadre answers for, in touch in the month or not, by town; this month and the last.
--
-- key: contact_month, town_code, bond_kind, is_contacted

with month as (
    select cast(date_trunc('month', as_of) as date) as contact_month, as_of from core.calendar
    union all
    select cast(date_trunc('month', as_of) - interval 1 month as date), as_of from core.calendar
),

bond as (
    select '企业' as bond_kind, bond.employer_id as target_id, employer.town_code, bond.starts_on
    from core.employer_bond as bond
    join core.employer as employer on bond.employer_id = employer.employer_id
    union all
    select '村', area_code, left(area_code, 9), starts_on from core.village_bond
)

select
    month.contact_month,
    bond.town_code,
    coalesce(town.area_name, '乡镇不明') as town_name,
    bond.bond_kind,
    contact.target_id is not null as is_contacted,
    count(*) as targets
from month
join bond on bond.starts_on < cast(month.contact_month + interval 1 month as date)
left join ledger.bond_contact as contact
    on bond.bond_kind = contact.bond_kind and bond.target_id = contact.target_id
    and month.contact_month = contact.contact_month
left join core.area as town on bond.town_code = town.area_code
group by month.contact_month, bond.town_code, town.area_name, bond.bond_kind, contact.target_id is not null
order by month.contact_month desc, bond.town_code, bond.bond_kind, is_contacted
