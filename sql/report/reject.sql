-- 退回原因: why rows and values could not be used.
--
-- key: extract, reason

select reject.extract, delivery.extract_title, reject.reason, count(*) as rejects,
    count(*) filter (where reject.rejects_row) as rejected_rows
from audit.reject as reject
join audit.extract as delivery on reject.extract = delivery.extract
group by reject.extract, delivery.extract_title, reject.reason
order by count(*) desc, reject.extract, reject.reason
