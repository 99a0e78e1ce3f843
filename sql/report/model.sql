-- 示范乡镇对比: model towns and the rest: coverage, enrolment, the employees' share and cases closed, each in two parts.
--
-- key: measure, is_model, is_met

-- For leaders alone: the public's finest cells are towns (or counties), which share their people with these.
with town as (
    select area_code, contains(',' || $model_towns || ',', ',' || area_code || ',') as is_model
    from core.area
    where area_level = 'town'
),

newest as (
    select indicator, area_code, numerator, denominator from indicator.value
    where indicator in ('pension_coverage_rate', 'employee_payer_share') and area_level = 'town'
    qualify period = max(period) over (partition by indicator)
),

counted as (
    select 'staff' as measure, employer.town_code as area_code, headcount.insured_headcount as met,
        headcount.due_headcount as people
    from core.headcount as headcount
    join core.employer as employer on headcount.employer_id = employer.employer_id
    union all
    select indicator, area_code, numerator, denominator from newest
    union all
    select
        'cases', lead.town_code,
        case when lead.closed_because in ('数据已证实', '数据已解决') then 1 else 0 end, 1
    from ledger."case" as lead
    where lead.times_sent > 0 or lead.case_id in (select case_id from sent_now)
),

summed as (
    select counted.measure, town.is_model, sum(counted.met)::bigint as met, sum(counted.people)::bigint as people
    from counted
    join town on counted.area_code = town.area_code
    group by counted.measure, town.is_model
)

select measure, is_model, true as is_met, met as people from summed
where $model_towns <> ''
union all
select measure, is_model, false, people - met from summed
where $model_towns <> ''
order by measure, is_model, is_met
