-- 走访人员: one row per person for the town's workbook, the leads of several lists under one heading.
--
-- key: subject_id

with lead as (
    select *, case tier when 'must_join' then 1 else 2 end as pressing from lists."all"
    where subject_kind = 'person' and tier in ('must_join', 'persuade')
)

select
    lead.town_code,
    any_value(coalesce(coalesce(county.area_name, '') || town.area_name, '乡镇不明')) as town_name,
    coalesce(any_value(lead.village_code), '') as village_code,
    coalesce(any_value(village.area_name), '') as village_name,
    lead.subject_id,
    coalesce(any_value(lead.subject_name), '') as subject_name,
    arg_min(lead.case_id, lead.pressing || lead.list_id) as row_key,
    string_agg(list.list_heading, '、' order by lead.pressing, lead.list_id) as lists,
    case min(lead.pressing) when 1 then '应当参保' else '动员参保' end as tier_label,
    string_agg(lead.reason, '' order by lead.pressing, lead.list_id) as reason,
    min(lead.priority) as priority,
    any_value(person.address) as address,
    any_value(person.phone) as phone
from lead
join audit.list as list on lead.list_id = list.list_id
left join core.person as person on lead.subject_id = person.person_id
left join core.area as town on lead.town_code = town.area_code
-- Only a prefecture's towns need their county's name.
left join core.area as county
    on town.parent_code = county.area_code and county.parent_code in (select whole.area_code from core.area as whole)
left join core.area as village on lead.village_code = village.area_code
group by lead.town_code, lead.subject_id
order by lead.town_code, village_code, priority, lead.subject_id
