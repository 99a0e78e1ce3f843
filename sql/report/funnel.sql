-- 办理漏斗: leads that were handed out to a town, answered or not, shown as insured by the data since or not.
--
-- key: list_id, is_answered, is_enrolled

-- `sent_now` holds the cases that have gone out since the publication: those of tonight's workbooks among them.
-- The same readings as in ledger.yield, apart from each other, so that the published counts can be added up.
select
    list_id,
    result is not null as is_answered,
    coalesce(closed_because in ('数据已证实', '数据已解决'), false) as is_enrolled,
    count(*) as cases
from ledger."case"
where times_sent > 0 or case_id in (select case_id from sent_now)
group by list_id, result is not null, coalesce(closed_because in ('数据已证实', '数据已解决'), false)
order by list_id, is_answered, is_enrolled
