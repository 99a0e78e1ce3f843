-- 指标: what each indicator says, of whom, as of which day, in the order of the plans' list of them.
--
-- key: indicator

select indicator, title, unit, kind, population, definition, is_computed, missing_extracts, data_date
from indicator.definition
order by kpi, indicator
