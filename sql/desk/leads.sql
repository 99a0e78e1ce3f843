-- 线索: a page of the leads that are asked for; what is null does not matter.
--
-- key: case_id

-- `late` are cases that were answered since the publication. What only tells is joined to the rows of the page alone.
with answered as (
    select case_id from ledger."case"
    where result is not null
    union
    select unnest($late::varchar[])
),

chosen as (
    select lead.* from memory.main.lead as lead
    where
        ($list_id::varchar is null or list_id = $list_id)
        and ($town::varchar is null or coalesce(town_code, 'unknown') = $town)
        and ($village::varchar is null or village_code = $village)
        and ($tier::varchar is null or tier = $tier)
        and ($priority::varchar is null or priority = $priority::integer)
        and (
            $duty::varchar is null
            or list_id in (select list_id from audit.list where is_employers_duty = ($duty = 'employer'))
        )
        and ($answered::varchar is null or (case_id in (select case_id from answered)) = ($answered = 'yes'))
),

page as (
    select *, case tier when 'must_join' then 1 when 'persuade' then 2 else 3 end as turn from chosen
    order by priority, turn, town_code, village_code, subject_id, case_id
    limit $most offset $skipped
)

select
    page.case_id,
    page.list_id,
    list.list_name,
    page.subject_kind,
    page.subject_id,
    coalesce(page.subject_name, '') as subject_name,
    page.town_code,
    page.village_code,
    page.tier,
    page.priority,
    concat_ws('', town.area_name, village.area_name) as place,
    coalesce(kept.state, 'open') as state,
    coalesce('与数据不符：' || kept.contradicted_reason, kept.result || '、' || kept.result_reason, '') as said,
    coalesce(kept.return_on::varchar, '') as return_on,
    (select count(*) from chosen) as total
from page
join audit.list as list on page.list_id = list.list_id
left join ledger."case" as kept on page.case_id = kept.case_id
left join core.area as town on page.town_code = town.area_code
left join core.area as village on page.village_code = village.area_code
order by page.priority, page.turn, page.town_code, page.village_code, page.subject_id, page.case_id
