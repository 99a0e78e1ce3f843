-- 未结案件数: leads that are listed and not yet settled, those claimed among them.
--
-- key: town_code, period
-- kpi: K14
-- unit: 件
-- kind: stock
-- by: place
-- population: 列入各清单的全部案件，按对象所在地；一人在两张清单上计两件
-- definition: 运行当日状态为未结或已报待证实的案件数

select
    town_code,
    cast(date_trunc('month', $as_of::date) as date) as period,
    count(*) as numerator
from ledger."case"
where state in ('open', 'claimed')
group by town_code
