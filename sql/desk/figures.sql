-- 报告的数字: how many leads each list has by tier and town, as the report's matrix adds them up.
--
-- key: list_id, tier, town_code

select
    lead.list_id,
    any_value(list.list_name) as list_name,
    lead.tier,
    coalesce(lead.town_code, 'unknown') as town_code,
    count(*) as leads
from memory.main.lead as lead
join audit.list as list on lead.list_id = list.list_id
group by lead.list_id, lead.tier, coalesce(lead.town_code, 'unknown')
order by lead.list_id, lead.tier, coalesce(lead.town_code, 'unknown')
