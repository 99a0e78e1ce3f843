-- 企业职工养老新增缴费人数: people who pay for the first time in their lives.
--
-- key: town_code, employer_town_code, handled_by, period
-- kpi: K01
-- unit: 人
-- kind: flow
-- by: home
-- population: 企业职工养老（含灵活就业）缴费人员，按户籍地或居住地；计划按统筹区或单位下达的，按首次缴费的单位所在地或经办机构
-- definition: 当月第一次缴费到账、且缴费明细开始前没有缴费月数的人数；转入和恢复缴费的另计，不在其中；缴费明细的第一个月说不清，不计
-- needs: member 110, contribution 110

-- Through which unit they first paid says whose success they are, where a plan counts by employers.
with begun as (
    select
        record.person_id,
        record.first_paid_in,
        min(coverage.employer_id) as employer_id
    from core.pension_record as record
    join core.contribution_month as month on record.first_paid_in = month.period
    join core.coverage_month as coverage
        on record.person_id = coverage.person_id and record.first_paid_in = coverage.period
        and coverage.insurance = '110' and coverage.is_paid
    where record.paid_months_before = 0 and record.first_paid_in > month.first_period
    group by record.person_id, record.first_paid_in
)

select
    person.town_code,
    employer.town_code as employer_town_code,
    office.handled_by,
    begun.first_paid_in as period,
    count(*) as numerator
from begun
join core.person as person on begun.person_id = person.person_id
left join core.employer as employer on begun.employer_id = employer.employer_id
left join core.pension_office as office on person.person_id = office.person_id
group by person.town_code, employer.town_code, office.handled_by, begun.first_paid_in
