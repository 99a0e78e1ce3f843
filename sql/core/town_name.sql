-- 乡镇名称: the names by which documents call a town, older ones among them, with its county's.
--
-- key: town_name, town_code

with named as (
    select area_code as town_code, area_name as town_name from core.area
    union
    select area_code, alias_name from core.area_alias
)

select
    named.town_name,
    named.town_code,
    county.area_name as county_name
from named
join core.area as town on named.town_code = town.area_code and town.area_level = 'town'
left join core.area as county on town.parent_code = county.area_code
