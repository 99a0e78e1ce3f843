-- 各地: the areas that stand side by side on the report: towns of a county, counties of a prefecture.
--
-- key: area_code

select area_code, area_name from core.area
where length(area_code) = $area_digits
order by area_code
