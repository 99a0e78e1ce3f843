-- 对象的线索: every lead of one subject.
--
-- key: case_id

select
    lead.case_id,
    lead.list_id,
    list.list_name,
    lead.subject_kind,
    lead.subject_id,
    coalesce(lead.subject_name, '') as subject_name,
    lead.town_code,
    lead.village_code,
    lead.tier,
    lead.priority,
    concat_ws('', town.area_name, village.area_name) as place,
    coalesce(kept.state, 'open') as state,
    coalesce('与数据不符：' || kept.contradicted_reason, kept.result || '、' || kept.result_reason, '') as said,
    coalesce(kept.return_on::varchar, '') as return_on
from memory.main.lead as lead
join audit.list as list on lead.list_id = list.list_id
left join ledger."case" as kept on lead.case_id = kept.case_id
left join core.area as town on lead.town_code = town.area_code
left join core.area as village on lead.village_code = village.area_code
where lead.subject_kind = $kind and lead.subject_id = $subject
order by case lead.tier when 'must_join' then 1 when 'persuade' then 2 else 3 end, lead.priority, lead.case_id
