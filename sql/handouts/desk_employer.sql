-- 核对单位: what the departments say of each employer to check, side by side, as a clerk compares it.
--
-- key: subject_id

select
    employer.employer_id as subject_id,
    concat_ws(
        '，', employer.employer_name, coalesce(employer.business_kind, '没有市场主体登记'),
        strftime(employer.founded_on, '%Y年%m月%d日成立'), case when not employer.is_operating then '不在经营' end,
        '法定代表人' || employer.legal_person_name
    ) as registered,
    case when employer.is_taxpayer then '有税务登记' else '没有税务登记' end as taxed,
    case
        when covered.employer_id is null then '近期没有为任何人申报养老保险'
        else '近期申报养老保险' || coalesce(headcount.insured_headcount, 0) || '人（领工资的人中）'
    end as insured,
    case
        when coalesce(headcount.wage_headcount, 0) = 0 then '近期没有发放工资'
        else '近期' || headcount.wage_headcount || '人领工资，应参保' || coalesce(headcount.due_headcount, 0) || '人'
    end as staff
from to_check
join core.employer as employer on to_check.subject_id = employer.employer_id
left join core.covered_employer as covered on employer.employer_id = covered.employer_id
left join core.headcount as headcount on employer.employer_id = headcount.employer_id
order by employer.employer_id
