-- 发薪月: wages and yearly bonuses that employers declared to the tax office, by person, employer and month.
--
-- key: person_id, employer_id, period

with paid as (
    select
        numbers.person_id,
        units.employer_id as payer_id,
        wage.period,
        case when wage.income_kind = '正常工资薪金' then wage.income_yuan else 0 end as wage_yuan,
        case when wage.income_kind = '全年一次性奖金' then wage.income_yuan else 0 end as bonus_yuan,
        wage.source_file || '#' || wage.source_line as source_row
    from staging.wage as wage
    join matches.person_of_number as numbers on wage.person_id = numbers.number
    join matches.employer as units on units.extract = 'wage' and units.record_id = wage.taxpayer_id
    where wage.income_kind in ('正常工资薪金', '全年一次性奖金') and wage.period is not null
),

-- The agency that dispatches a worker is the employer, whoever pays the wage.
dispatched as (
    select
        numbers.person_id,
        hosts.employer_id as host_id,
        min(agencies.employer_id) as agency_id,
        min(date_trunc('month', dispatch.starts_on)) as starts_in,
        max(coalesce(dispatch.ends_on, date '9999-12-31')) as ends_on
    from staging.dispatch as dispatch
    join matches.person_of_number as numbers on dispatch.person_id = numbers.number
    join matches.employer as hosts on hosts.extract = 'dispatch' and hosts.record_id = dispatch.host_uscc
    join matches.employer as agencies on agencies.extract = 'dispatch' and agencies.record_id = dispatch.agency_uscc
    group by numbers.person_id, hosts.employer_id
)

select
    paid.person_id,
    coalesce(dispatched.agency_id, paid.payer_id) as employer_id,
    paid.period,
    sum(paid.wage_yuan)::decimal(18, 2) as wage_yuan,
    sum(paid.bonus_yuan)::decimal(18, 2) as bonus_yuan,
    max(paid.source_row) as source_row
from paid
left join dispatched
    on paid.person_id = dispatched.person_id and paid.payer_id = dispatched.host_id
    and paid.period >= dispatched.starts_in and paid.period <= dispatched.ends_on
group by paid.person_id, coalesce(dispatched.agency_id, paid.payer_id), paid.period
