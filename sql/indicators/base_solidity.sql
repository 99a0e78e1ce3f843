-- 缴费基数夯实率: declared bases beside the wages that count, each person's wage kept between the bounds.
--
-- key: town_code, period
-- kpi: K04
-- unit: 比例
-- kind: rate
-- by: employer
-- population: 近3个月由单位申报企业职工养老、同一单位上年（或活跃期）发薪满6个月的职工，按用人单位所在地
-- definition: 分子：申报缴费基数之和，每人不超过其应计工资；分母：应计工资之和，即月平均工资（含奖金）限在本省公布的当期上下限之内；当年上下限尚未公布的不计算。高报的不抵低报的；只算最近一个月
-- needs: wage, contribution 110, bounds 110

select
    employer.town_code,
    calendar.last_month as period,
    sum(base.due_base_yuan - base.short_yuan)::double as numerator,
    sum(base.due_base_yuan)::double as denominator
from core.employer_base as base
join core.employer as employer on base.employer_id = employer.employer_id
cross join core.calendar as calendar
group by employer.town_code, calendar.last_month
