-- 清单规模: how many rows each list had each night, by tier and area; every count of leads is added from these.
--
-- key: as_of, list_id, tier, area_code

select
    trend.as_of,
    trend.list_id,
    trend.tier,
    coalesce(area.area_code, 'unknown') as area_code,
    sum(trend.row_count)::bigint as row_count
from audit.trend as trend
left join core.area as area on left(trend.town_code, $area_digits) = area.area_code
where trend.tier is not null
group by trend.as_of, trend.list_id, trend.tier, coalesce(area.area_code, 'unknown')
order by trend.as_of, trend.list_id, trend.tier, coalesce(area.area_code, 'unknown')
