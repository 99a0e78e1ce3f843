-- 没有联系的包保对象: by the cadres' units, whom nobody was in touch with in the month so far, for leaders.
--
-- key: cadre_unit, bond_kind, target_name, town_name

with month as (select cast(date_trunc('month', as_of) as date) as contact_month from core.calendar),

bond as (
    select
        bond.cadre_unit, '企业' as bond_kind, bond.employer_id as target_id,
        coalesce(employer.employer_name, '（单位名称不详）') as target_name, employer.town_code
    from core.employer_bond as bond
    join core.employer as employer on bond.employer_id = employer.employer_id
    union all
    select bond.cadre_unit, '村', bond.area_code, area.area_name, left(bond.area_code, 9)
    from core.village_bond as bond
    join core.area as area on bond.area_code = area.area_code
)

select
    bond.cadre_unit,
    bond.bond_kind,
    bond.target_name,
    coalesce(town.area_name, '乡镇不明') as town_name,
    contact.target_id is not null as is_contacted
from bond
cross join month
left join ledger.bond_contact as contact
    on bond.bond_kind = contact.bond_kind and bond.target_id = contact.target_id
    and month.contact_month = contact.contact_month
left join core.area as town on bond.town_code = town.area_code
order by bond.cadre_unit, bond.bond_kind, bond.town_code, bond.target_name, bond.target_id
