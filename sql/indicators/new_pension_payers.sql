-- 企业职工养老新增缴费人数: people who pay for the first time in their lives.
--
-- key: town_code, handled_by, period
-- kpi: K01
-- unit: 人
-- kind: flow
-- population: 企业职工养老（含灵活就业）缴费人员，按户籍地或居住地
-- definition: 当月第一次缴费到账、且缴费明细开始前没有缴费月数的人数；转入和恢复缴费的另计，不在其中；缴费明细的第一个月说不清，不计
-- needs: member 110, contribution 110

select
    person.town_code,
    office.handled_by,
    record.first_paid_in as period,
    count(*) as numerator
from core.pension_record as record
join core.person as person on record.person_id = person.person_id
join core.contribution_month as month on record.first_paid_in = month.period
left join core.pension_office as office on person.person_id = office.person_id
where record.paid_months_before = 0 and record.first_paid_in > month.first_period
group by person.town_code, office.handled_by, record.first_paid_in
