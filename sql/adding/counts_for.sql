-- 地区归属: for which areas a leaf counts: itself, its county and prefecture; the region for what lies in no town.
--
-- key: leaf_code, area_code

with area as (
    select * from core.area
    where area_level in ('town', 'county')
),

leaf as (
    select area_code as leaf_code, area_name, area_level, parent_code from area
    union all
    select area_code, area_name, 'apart', null from adding.apart_area
    union all
    -- What lies in no town that we know is told apart, so that towns add up to the whole.
    select 'unknown', '乡镇不明', 'unknown', null
)

select leaf_code, leaf_code as area_code, area_name, area_level from leaf
union all
select leaf.leaf_code, county.area_code, county.area_name, county.area_level
from leaf
join core.area as county on leaf.parent_code = county.area_code
where leaf.area_level = 'town'
union all
-- The prefecture, where it is a province's.
select leaf.leaf_code, prefecture.area_code, prefecture.area_name, prefecture.area_level
from leaf
join core.area as prefecture
    on left(leaf.leaf_code, 4) = prefecture.area_code and prefecture.area_level = 'prefecture'
where leaf.area_level in ('town', 'county') and prefecture.area_code <> $region_code
union all
-- The whole, but for itself, and for towns whose county it is.
select leaf.leaf_code, whole.area_code, whole.area_name, whole.area_level
from leaf
cross join core.area as whole
where
    whole.area_code = $region_code and leaf.leaf_code <> $region_code
    and not (leaf.area_level = 'town' and leaf.parent_code = $region_code)
