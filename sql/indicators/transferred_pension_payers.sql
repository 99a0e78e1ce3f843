-- 企业职工养老转入缴费人数: people who paid elsewhere, or long ago, and pay here for the first time in the extract.
--
-- key: town_code, handled_by, period
-- kpi: K01
-- unit: 人
-- kind: flow
-- by: home
-- population: 企业职工养老（含灵活就业）缴费人员，按户籍地或居住地
-- definition: 当月在缴费明细里第一次缴费到账、但明细开始前已有缴费月数（外地转入或多年前缴过）的人数；明细开始后前12个月说不清，不计
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
where
    record.paid_months_before > 0
    and record.first_paid_in >= cast(month.first_period + interval 12 month as date)
group by person.town_code, office.handled_by, record.first_paid_in
