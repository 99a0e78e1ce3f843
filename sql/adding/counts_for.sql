-- 地区归属: for which areas a town counts: itself, its county and prefecture, and what the plan sets apart.
--
-- key: town_code, area_code

-- What lies in no town that we know is told apart, so that towns add up to the whole.
with town as (
    select * from core.area
    where area_level = 'town'
)

select area_code as town_code, area_code, area_name, area_level from town
union all
select town.area_code, county.area_code, county.area_name, county.area_level
from town
join core.area as county on town.parent_code = county.area_code
union all
select town.area_code, prefecture.area_code, prefecture.area_name, prefecture.area_level
from town
join core.area as county on town.parent_code = county.area_code
join core.area as prefecture on county.parent_code = prefecture.area_code
union all
select town_code, area_code, area_name, 'apart' from adding.apart_town
union all
select 'unknown', 'unknown', '乡镇不明', 'unknown'
union all
select 'unknown', area_code, area_name, area_level from core.area
where area_code = $region_code
