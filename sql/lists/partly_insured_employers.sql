-- 未全员参保单位: units that insure some of their staff and leave others out.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，贵单位已经参保，但还有领工资的职工没有查到参保，法律规定用工三十日内就要为职工办理，请您核对名单，尽早补上。
-- law: 社会保险法 art. 58, 60, 86
-- plan: 乌海 四(一); 武义 三(二); 盐城 三(一)1
-- needs: wage, insured_unit 110, contribution 110
-- among: 近期发放工资的单位
-- priority: 应参保未参保10人以上为1，3人以上为2，其余为3

select
    'employer' as subject_kind,
    subject.*,
    case when employer.is_registered or employer.is_taxpayer then 'must_join' else 'check_data' end as tier,
    -- Another unit that may be theirs would not insure those who are missing.
    case when employer.confidence = 'confirmed' then 'confirmed' else 'probable' end as confidence,
    '近期' || headcount.wage_headcount || '人领取工资，应参保' || headcount.due_headcount || '人，已参保'
    || headcount.insured_headcount || '人（' || cast(headcount.coverage_rate * 100 as decimal(5, 1)) || '%），'
    || missing.missing_people || '人应参保而未参保'
    || case when employer.is_registered or employer.is_taxpayer then '' else '；' || employer.question end
    || '。' as reason,
    case when missing.missing_people >= 10 then 1 when missing.missing_people >= 3 then 2 else 3 end as priority,
    missing.source_row || '; ' || covered.source_row || coalesce('; ' || employer.taxpayer_row, '') as evidence,
    headcount.due_headcount,
    missing.missing_people,
    round(headcount.coverage_rate, 4) as coverage_rate,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when covered.employer_id is null then '没有在参保状态的养老保险单位，或近期没有为任何人申报：见未参保单位各清单'
        when missing.employer_id is null then '近期领薪人员中没有应参保而未参保的人'
    end as not_because
from core.headcount as headcount
join core.employer as employer on headcount.employer_id = employer.employer_id
left join core.missing_staff as missing on headcount.employer_id = missing.employer_id
left join core.covered_employer as covered on headcount.employer_id = covered.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
