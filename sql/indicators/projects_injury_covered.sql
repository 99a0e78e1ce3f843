-- 新开工工程项目工伤参保率: construction projects begun in a year that are insured as projects.
--
-- key: town_code, period
-- kpi: K11
-- unit: 比例
-- kind: rate
-- by: place
-- population: 住建、交通部门登记、当年已开工的工程项目（不论是否竣工），按工程所在地
-- definition: 分子：分母中按项目参加工伤保险的（编号相同或认定为同一项目）；分母：开工日期在当年、不晚于运行当日的项目数。认不准的不算已参保
-- needs: construction_project, project_cover

select
    town_code,
    make_date(year(starts_on), 1, 1) as period,
    count(cover_row) as numerator,
    count(*) as denominator
from core.project
where starts_on <= $as_of::date
group by town_code, make_date(year(starts_on), 1, 1)
