-- 包保对象: whom cadres answer for, one row an employer or village, in the order of units, for their monthly workbooks.
--
-- key: bond_kind, target_id

with bond as (
    select
        '企业' as bond_kind, bond.employer_id as target_id, employer.employer_name as target_name,
        -- A sole trader's taxpayer number holds the owner's ID number: it stands on no sheet.
        case
            when length(bond.employer_id) = 18 and not contains(bond.employer_id, ':') then bond.employer_id else ''
        end as code,
        employer.town_code, bond.cadre_name, bond.cadre_unit, bond.cadre_phone, bond.starts_on
    from published.core.employer_bond as bond
    join published.core.employer as employer on bond.employer_id = employer.employer_id
    union all
    select
        '村', bond.area_code, area.area_name, bond.area_code, left(bond.area_code, 9), bond.cadre_name,
        bond.cadre_unit, bond.cadre_phone, bond.starts_on
    from published.core.village_bond as bond
    join published.core.area as area on bond.area_code = area.area_code
)

select
    bond.bond_kind, bond.target_id, coalesce(bond.target_name, '（单位名称不详）') as target_name, bond.code,
    coalesce(town.area_name, '乡镇不明') as town_name, bond.cadre_name, bond.cadre_unit, bond.cadre_phone
from bond
left join published.core.area as town on bond.town_code = town.area_code
where bond.starts_on < cast($month::date + interval 1 month as date)
order by bond.cadre_unit, bond.bond_kind, bond.town_code, bond.cadre_name, bond.target_id
