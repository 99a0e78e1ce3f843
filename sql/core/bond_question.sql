-- 包保存疑: bonds of today of which nobody knows whom they mean, row by row, and what is to be mended.
--
-- key: source_row

with row_of as (
    select
        bond.*,
        bond.source_file || '#' || bond.source_line as source_row
    from staging.bond as bond
    where bond.starts_on <= $as_of::date and coalesce(bond.ends_on, $as_of::date) >= $as_of::date
),

named as (
    select area_name as printed, area_code from core.area where area_level in ('village', 'town')
    union all
    select town.area_name || village.area_name, village.area_code
    from core.area as village
    join core.area as town on village.parent_code = town.area_code
    where village.area_level = 'village'
),

meant as (
    select printed, count(*) as places from named
    group by printed
)

select
    row_of.source_row,
    row_of.bond_kind,
    row_of.cadre_unit,
    case
        when row_of.bond_kind = '企业' and row_of.employer_name is null then '没有写单位名称'
        when row_of.bond_kind = '企业' then '单位名称或代码在各部门数据里没有认出来，请写全称和统一社会信用代码'
        when row_of.area is not null then '区划代码不是本地的村（社区）或乡镇'
        when row_of.village_name is null then '没有写村（社区）'
        when meant.places > 1 then '村（社区）重名，请写区划代码，或在前面写上乡镇名'
        else '没有这个村（社区），请写区划代码'
    end as question
from row_of
left join matches.employer as units on units.extract = 'bond' and units.record_id = row_of.employer_record
left join core.area as coded on row_of.area = coded.area_code and coded.area_level in ('village', 'town')
left join meant on row_of.village_name = meant.printed
where
    case row_of.bond_kind
        when '企业' then units.employer_id is null
        else coded.area_code is null and (row_of.area is not null or coalesce(meant.places, 0) <> 1)
    end
order by row_of.source_row
