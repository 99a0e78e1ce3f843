-- 资金核查: what may be told of the employers that were named (`answered`), beside the region's minimum. Nobody by name.
--
-- key: row

-- Of fewer people than this a figure tells of one person: what is left is whether the minimum is met.
with figure as (
    select
        answered.row,
        answered.employer_id,
        employer.employer_name,
        -- A sole trader's taxpayer number holds the owner's ID number.
        case when regexp_full_match(answered.employer_id, '[0-9A-Z]{18}') then answered.employer_id end as uscc,
        employer.question,
        employer.is_operating,
        headcount.due_headcount,
        headcount.insured_headcount,
        round(headcount.coverage_rate, 8) as coverage_rate,
        coalesce(headcount.due_headcount, 0) < $least_people as is_few
    from answered
    join published.core.employer as employer on answered.employer_id = employer.employer_id
    left join published.core.headcount as headcount on answered.employer_id = headcount.employer_id
),

-- What is still to be checked at the desk is not told outside.
listed as (
    select lead.subject_id, string_agg(list.list_name, '、' order by list.list_id) as lists
    from published.lists."all" as lead
    join published.audit.list as list on lead.list_id = list.list_id
    where lead.subject_kind = 'employer' and lead.tier = 'must_join'
    group by lead.subject_id
),

counted as (select missing_extracts, uncompared from published.audit.list where list_id = $list_id)

select
    figure.row,
    figure.employer_name,
    figure.uscc,
    case when not is_few then figure.due_headcount end as due_headcount,
    case when not is_few then figure.insured_headcount end as insured_headcount,
    case when not is_few then round(figure.coverage_rate * 100, 1) end as coverage_percent,
    case
        when (select missing_extracts from counted) is not null then '未判断：缺' || (select missing_extracts from counted)
        when $minimum_rate = 0 then '未判断：本地区没有录入最低参保率'
        when coalesce(figure.due_headcount, 0) = 0 then '未判断：近期没有发放工资，或领薪人员中没有应参保的人'
        when figure.question is not null then '未判断：' || figure.question
        when figure.coverage_rate >= $minimum_rate then '达到'
        else '未达到'
    end as answer,
    coalesce(arrears.owed_yuan, 0) as owed_yuan,
    coalesce(arrears.owed_months, 0) as owed_months,
    listed.lists,
    case when base.based_people >= $least_people then round(base.solidity_rate * 100, 1) end as solidity_percent,
    concat_ws(
        '；',
        case when not figure.is_operating then '税务或登记状态不正常，不在经营' end,
        case when is_few and figure.due_headcount > 0 then '应参保不足' || $least_people || '人，不列人数' end,
        '未比对：' || (select uncompared from counted)
    ) as remark
from figure
left join published.core.employer_arrears as arrears on figure.employer_id = arrears.employer_id
left join listed on figure.employer_id = listed.subject_id
left join published.core.employer_base as base on figure.employer_id = base.employer_id
order by figure.row
