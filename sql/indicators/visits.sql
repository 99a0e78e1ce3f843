-- 走访次数: visits from which somebody brought an answer back.
--
-- key: town_code, period
-- kpi: K16
-- unit: 次
-- kind: flow
-- by: place
-- population: 列入各清单的人员、单位和工程，按对象所在地
-- definition: 当月带回核实结果的走访次数（一次走访核实几张清单只计一次），按走访登记的日期

select
    cases.town_code,
    cast(date_trunc('month', event.as_of) as date) as period,
    count(*) as numerator
from ledger.event as event
join ledger."case" as cases on event.subject = cases.case_id
where event.kind = 'contacted'
group by cases.town_code, cast(date_trunc('month', event.as_of) as date)
