-- 村（社区）: how many leads and how many people and employers each village has tonight, by area, for the towns' pages.
--
-- key: area_code, village_code

select
    coalesce(area.area_code, 'unknown') as area_code,
    coalesce(lead.village_code, '') as village_code,
    coalesce(any_value(village.area_name), '村（社区）不明') as village_name,
    count(distinct lead.subject_id) as subjects,
    count(*) filter (where lead.tier = 'must_join') as must_join,
    count(*) filter (where lead.tier = 'persuade') as persuade,
    count(*) filter (where lead.priority = 1) as most_pressing
from lists."all" as lead
left join core.area as area on left(lead.town_code, $area_digits) = area.area_code
left join core.area as village on lead.village_code = village.area_code
where lead.tier in ('must_join', 'persuade')
group by coalesce(area.area_code, 'unknown'), coalesce(lead.village_code, '')
order by area_code, subjects desc, village_code
