-- 园区参保和缴费质量: of each park that departments list, whom its employers insure, on what base, and what they owe.
--
-- key: park_name

with member as (
    select distinct
        roster.park_name,
        units.employer_id
    from staging.unit_roster as roster
    join matches.employer as units
        on units.extract = 'unit_roster' and units.record_id = roster.employer_record
    where
        roster.roster_kind in ('开发区', '现代农业园区', '旅游园区', '服务业集聚区')
        and roster.park_name is not null and units.employer_id is not null
)

select
    member.park_name,
    count(*) as park_employers,
    count(covered.employer_id) as covered_employers,
    coalesce(sum(headcount.due_headcount), 0)::bigint as due_headcount,
    coalesce(sum(headcount.insured_headcount), 0)::bigint as insured_headcount,
    sum(headcount.insured_headcount)::double / nullif(sum(headcount.due_headcount)::double, 0) as coverage_rate,
    sum(base.due_base_yuan - base.short_yuan)::double / nullif(sum(base.due_base_yuan)::double, 0) as solidity_rate,
    count(arrears.employer_id) as owing_employers,
    coalesce(sum(arrears.owed_yuan), 0)::decimal(18, 2) as owed_yuan
from member
left join core.covered_employer as covered on member.employer_id = covered.employer_id
left join core.headcount as headcount on member.employer_id = headcount.employer_id
left join core.employer_base as base on member.employer_id = base.employer_id
left join core.employer_arrears as arrears on member.employer_id = arrears.employer_id
group by member.park_name
order by member.park_name
