-- 缴费基数占工资比例（不设上下限）: declared bases beside the wages themselves.
--
-- key: town_code, period
-- kpi: K04
-- unit: 比例
-- kind: rate
-- by: employer
-- population: 近3个月由单位申报企业职工养老、同一单位上年（或活跃期）发薪满6个月的职工，按用人单位所在地
-- definition: 分子：申报缴费基数之和；分母：月平均工资（含奖金）之和，不设上下限，可以超过100%。只算最近一个月
-- needs: wage, contribution 110

select
    employer.town_code,
    calendar.last_month as period,
    sum(base.base_yuan)::double as numerator,
    sum(base.mean_wage_yuan)::double as denominator
from restricted.compared_base as base
join core.employer as employer on base.employer_id = employer.employer_id
cross join core.calendar as calendar
group by employer.town_code, calendar.last_month
