-- 未列入工作簿: how many of those to visit each town's or village's workbook leaves out, and for which of two reasons.
--
-- key: town_code, village_code, left_out

select town_code, town_name, village_code, village_name, left_out, count(*) as rows
from visit
where left_out is not null
group by town_code, town_name, village_code, village_name, left_out
order by town_code, village_code, left_out
