-- 享受奖补多参保率低单位: subsidised units that insure fewer of their people than the region asks for, or none.
--
-- key: subject_id
-- tier: must_join
-- order: subsidy_yuan desc
-- say: 您好，贵单位享受了政府资金补助，法律规定单位要为全体职工参加社会保险，请您对照工资名单，为还没有参保的职工尽早补办。
-- law: 社会保险法 art. 58, 60, 86
-- plan: 武义 三(一)2, 三(二)3
-- needs: subsidy, wage, insured_unit 110, contribution 110
-- among: 近一年享受奖补的单位
-- priority: 近一年奖补50万元以上为1，10万元以上为2，1万元以上为3，其余为4

-- Where the region asks for no rate of its own, its mean says what is low.
with asked as (
    select
        region.coverage_rate,
        case
            when $subsidy_minimum_rate > 0 then $subsidy_minimum_rate
            else round(region.coverage_rate - $low_coverage_points / 100.0, 8)
        end as minimum_rate
    from core.region_coverage as region
)

select
    'employer' as subject_kind,
    subject.*,
    case when employer.is_registered or employer.is_taxpayer then 'must_join' else 'check_data' end as tier,
    -- Another unit that may be theirs would not insure those who are missing.
    case when employer.confidence = 'confirmed' and subsidy.confidence = 'confirmed' then 'confirmed' else 'probable'
    end as confidence,
    '近' || $subsidy_months || '个月享受奖补' || cast(subsidy.subsidy_yuan as decimal(18, 0))
    || '元；近期应参保' || headcount.due_headcount || '人，已参保' || headcount.insured_headcount
    || '人，参保率' || cast(headcount.coverage_rate * 100 as decimal(5, 1))
    || '%，' || case
        when $subsidy_minimum_rate > 0 then '本地区最低要求' || cast(asked.minimum_rate * 100 as decimal(5, 1))
        else '全地区平均' || cast(asked.coverage_rate * 100 as decimal(5, 1))
    end || '%'
    || case when employer.is_registered or employer.is_taxpayer then '' else '；' || employer.question end
    || '。' as reason,
    case
        when subsidy.subsidy_yuan >= 500000 then 1 when subsidy.subsidy_yuan >= 100000 then 2
        when subsidy.subsidy_yuan >= 10000 then 3 else 4
    end as priority,
    subsidy.source_row || coalesce('; ' || covered.source_row, '') as evidence,
    coalesce(headcount.due_headcount, 0) as due_headcount,
    round(headcount.coverage_rate, 4) as coverage_rate,
    round(asked.coverage_rate, 4) as region_coverage_rate,
    round(asked.minimum_rate, 4) as minimum_rate,
    subsidy.subsidy_yuan,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when coalesce(headcount.due_headcount, 0) = 0 then '近期没有发放工资，或领薪人员中没有应参保的人'
        when round(headcount.coverage_rate, 8) >= asked.minimum_rate
            then '参保率' || round(headcount.coverage_rate * 100, 1) || '%，不低于'
                || round(asked.minimum_rate * 100, 1) || '%'
    end as not_because
from core.employer_subsidy as subsidy
join core.employer as employer on subsidy.employer_id = employer.employer_id
cross join asked
left join core.headcount as headcount on subsidy.employer_id = headcount.employer_id
left join core.covered_employer as covered on subsidy.employer_id = covered.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
