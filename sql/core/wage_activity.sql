-- 近一年发薪月数: in how many months of the active window anybody has paid a person a wage.
--
-- key: person_id

select wage.person_id, count(distinct wage.period) as active_wage_months
from core.wage_month as wage
cross join core.calendar as calendar
where wage.wage_yuan > 0 and wage.period between calendar.active_from and calendar.last_month
group by wage.person_id
order by wage.person_id -- sql/explain/block.sql says why
