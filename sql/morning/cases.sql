-- 案件变化: what became of the cases on the publication's day.
--
-- key: opened

with day as (select max(as_of) as as_of from audit.run)

select
    count(*) filter (where listed_on = day.as_of) as opened,
    count(*) filter (where reopened_on = day.as_of and listed_on < day.as_of) as reopened,
    count(*) filter (where state = 'closed' and case_closed_on = day.as_of) as closed,
    count(*) filter (
        where state = 'closed' and case_closed_on = day.as_of and closed_because in ('数据已解决', '数据已证实')
    ) as shown_by_data
from ledger."case"
cross join day
