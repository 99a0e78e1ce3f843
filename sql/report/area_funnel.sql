-- 各地办理: leads that were handed out, answered and enrolled since, by area, for the towns' pages.
--
-- key: area_code

-- `sent_now` holds the cases that have gone out since the publication: those of tonight's workbooks among them.
select
    coalesce(area.area_code, 'unknown') as area_code,
    count(*) as sent,
    count(*) filter (where lead.result is not null) as answered,
    count(*) filter (where coalesce(lead.closed_because in ('数据已证实', '数据已解决'), false)) as enrolled
from ledger."case" as lead
left join core.area as area on left(lead.town_code, $area_digits) = area.area_code
where lead.times_sent > 0 or lead.case_id in (select case_id from sent_now)
group by coalesce(area.area_code, 'unknown')
order by area_code
