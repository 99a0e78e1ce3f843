-- 进农村: how often people went to villages to tell of the insurances, as areas report it.
--
-- key: town_code, handled_by, period
-- kpi: K16
-- unit: 次
-- kind: flow
-- by: place
-- population: 各乡镇街道（开发区）自己报的活动开展情况统计表
-- definition: 当月到农村开展宣传服务活动的次数，按月报的最后一次

with reported as (
    -- The subject names area, month and item; what was reported last stands.
    select
        split_part(subject, '|', 1) as area_code,
        split_part(subject, '|', 2) as month,
        cast(json_extract_string(payload, '$.count') as bigint) as counted
    from ledger.event
    where kind = 'activity reported' and split_part(subject, '|', 3) = 'rural_visits'
    qualify row_number() over (partition by subject order by sequence desc) = 1
),

-- A year adds up from January on, whether anything was reported of that month or not.
counted as (
    select area_code, month, counted from reported
    union all
    select distinct area_code, left(month, 4) || '-01', 0 from reported
)

select
    case when area_code not like 'apart:%' then area_code end as town_code,
    case when area_code like 'apart:%' then replace(area_code, 'apart:', '') end as handled_by,
    cast(month || '-01' as date) as period,
    sum(coalesce(counted, 0)) as numerator
from counted
group by area_code, month
