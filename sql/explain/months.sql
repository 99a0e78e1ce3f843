-- 逐月参保: what was declared and paid for one person in each month of the last three years, by insurance.
--
-- key: insurance, month

with named (insurance, insurance_name) as (
    values ('110', '职工养老'), ('120', '机关养老'), ('170', '居民养老'), ('210', '失业保险'), ('310', '职工医保'),
    ('390', '居民医保'), ('410', '工伤保险'), ('510', '生育保险')
),

day as (select max(as_of) as as_of from published.audit.run),

month as (
    select
        cast(unnest(range(date_trunc('month', as_of) - to_months(35), as_of + 1, interval 1 month)) as date) as period
    from day
),

stood as (
    select insurance, period, bool_or(is_paid) as is_paid, bool_or(is_declared) as is_declared
    from core.coverage_month
    where person_id = $subject
    group by insurance, period
),

theirs as (
    select distinct insurance from stood
    where period >= (select min(period) from month)
)

select
    coalesce(named.insurance_name, theirs.insurance) as insurance,
    strftime(month.period, '%Y-%m') as month,
    case when stood.is_paid then '已缴' when stood.is_declared then '已申报未到账' else '' end as stand
from theirs
cross join month
left join stood on theirs.insurance = stood.insurance and month.period = stood.period
left join named on theirs.insurance = named.insurance
order by theirs.insurance, month.period
