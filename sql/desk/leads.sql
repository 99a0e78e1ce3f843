-- 线索: a page of the leads that are asked for; what is null does not matter.
--
-- key: case_id

-- `late` are cases that were answered since the publication.
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
    coalesce(kept.result || '、' || kept.result_reason, '') as said,
    coalesce(kept.return_on::varchar, '') as return_on,
    count(*) over () as total
from memory.main.lead as lead
join audit.list as list on lead.list_id = list.list_id
left join ledger."case" as kept on lead.case_id = kept.case_id
left join core.area as town on lead.town_code = town.area_code
left join core.area as village on lead.village_code = village.area_code
where
    ($list_id::varchar is null or lead.list_id = $list_id)
    and ($town::varchar is null or coalesce(lead.town_code, 'unknown') = $town)
    and ($village::varchar is null or lead.village_code = $village)
    and ($tier::varchar is null or lead.tier = $tier)
    and ($priority::varchar is null or lead.priority = $priority::integer)
    and ($duty::varchar is null or list.is_employers_duty = ($duty = 'employer'))
    and (
        $said::varchar is null
        or (kept.result is not null or lead.case_id in (select unnest($late::varchar[]))) = ($said = 'yes')
    )
order by
    lead.priority, case lead.tier when 'must_join' then 1 when 'persuade' then 2 else 3 end, lead.town_code,
    lead.village_code, lead.subject_id, lead.case_id
limit $most offset $skipped
