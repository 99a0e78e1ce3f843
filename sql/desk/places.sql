-- 有线索的乡镇和村: towns, and under each its villages.
--
-- key: area_code

with placed as (
    select coalesce(town_code, '') as area_code, '' as town_code, true as is_town, count(*) as leads
    from memory.main.lead
    group by coalesce(town_code, '')
    union all
    select village_code, coalesce(town_code, ''), false, count(*)
    from memory.main.lead
    where village_code is not null
    group by village_code, coalesce(town_code, '')
)

select
    placed.*,
    coalesce(area.area_name, case when placed.area_code = '' then '乡镇不明' else placed.area_code end) as area_name
from placed
left join core.area as area on placed.area_code = area.area_code
order by placed.is_town desc, placed.area_code
