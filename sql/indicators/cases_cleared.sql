-- 数据证实结案数: cases closed because the data show that they are settled.
--
-- key: town_code, period
-- kpi: K14
-- unit: 件
-- kind: flow
-- by: place
-- population: 列入各清单的全部案件，按对象所在地；一人在两张清单上计两件
-- definition: 当月因数据已解决或已证实而结案的件数（又列入后再结案的再计一次）；凭走访答复结案、误报和并案的不在内

select
    cases.town_code,
    cast(date_trunc('month', event.as_of) as date) as period,
    count(*) as numerator
from ledger.event as event
join ledger."case" as cases on event.subject = cases.case_id
where
    event.kind = 'closed'
    -- The payload is text; both reasons that data give begin alike.
    and event.payload like '%"because":"数据已%'
group by cases.town_code, cast(date_trunc('month', event.as_of) as date)
