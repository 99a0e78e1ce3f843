-- 又列入案件数: closed cases whose facts have returned.
--
-- key: town_code, period
-- kpi: K14
-- unit: 件
-- kind: flow
-- by: place
-- population: 列入各清单的全部案件，按对象所在地；一人在两张清单上计两件
-- definition: 当月已结（或报称已办）又列入清单的件数

select
    cases.town_code,
    cast(date_trunc('month', event.as_of) as date) as period,
    count(*) as numerator
from ledger.event as event
join ledger."case" as cases on event.subject = cases.case_id
where event.kind = 'reopened'
group by cases.town_code, cast(date_trunc('month', event.as_of) as date)
