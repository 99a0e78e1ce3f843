-- 用工规模大参保率低单位: large covered units that insure far fewer of their people than the region does on average.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，法律规定单位要为全体职工参加社会保险、按时足额缴费，请您对照工资名单，为还没有参保的职工尽早补办。
-- law: 社会保险法 art. 58, 60, 86
-- plan: 武义 三(一)1, 三(二)1; 盐城 三(一)1
-- needs: wage, insured_unit 110, contribution 110
-- among: 近期发放工资的已参保单位
-- priority: 应参保未参保50人以上为1，20人以上为2，其余为3

select
    'employer' as subject_kind,
    subject.*,
    case when employer.is_registered or employer.is_taxpayer then 'must_join' else 'check_data' end as tier,
    -- Another unit that may be theirs would not insure those who are missing.
    case
        when employer.confidence = 'confirmed' and coalesce(large.confidence = 'confirmed', true) then 'confirmed'
        else 'probable'
    end as confidence,
    case when large.employer_id is not null then '规上企业，' else '' end
    || '近期' || headcount.wage_headcount || '人领取工资，应参保' || headcount.due_headcount || '人，已参保'
    || headcount.insured_headcount || '人，参保率' || cast(headcount.coverage_rate * 100 as decimal(5, 1))
    || '%，全地区平均' || cast(region.coverage_rate * 100 as decimal(5, 1)) || '%'
    || case when employer.is_registered or employer.is_taxpayer then '' else '；' || employer.question end
    || '。' as reason,
    case
        when headcount.due_headcount - headcount.insured_headcount >= 50 then 1
        when headcount.due_headcount - headcount.insured_headcount >= 20 then 2 else 3
    end as priority,
    covered.source_row || coalesce('; ' || large.source_row, '') || coalesce('; ' || employer.taxpayer_row, '')
        as evidence,
    headcount.due_headcount,
    round(headcount.coverage_rate, 4) as coverage_rate,
    round(region.coverage_rate, 4) as region_coverage_rate,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when large.employer_id is null and headcount.wage_headcount < $large_employer_headcount
            then '不在规上企业名录上，近期领薪' || headcount.wage_headcount || '人，不满' || $large_employer_headcount || '人'
        when headcount.due_headcount = 0 then '近期领薪人员中没有应参保的人'
        when round((region.coverage_rate - headcount.coverage_rate) * 100, 6) <= $low_coverage_points
            then '参保率' || round(headcount.coverage_rate * 100, 1) || '%，没有比全地区平均低' || $low_coverage_points || '个百分点以上'
    end as not_because
from core.headcount as headcount
join core.employer as employer on headcount.employer_id = employer.employer_id
cross join core.region_coverage as region
left join core.employer_roster as large
    on headcount.employer_id = large.employer_id and large.roster_kind = '规上企业'
join core.covered_employer as covered on headcount.employer_id = covered.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
