-- 案件进出: what became of the cases of each list since a day.
--
-- key: list_id

select
    list_id,
    count(*) filter (where listed_on > $since::date) as opened,
    count(*) filter (where reopened_on > $since::date and listed_on <= $since::date) as reopened,
    count(*) filter (where state = 'closed' and case_closed_on > $since::date) as closed
from ledger."case"
group by list_id
order by list_id
