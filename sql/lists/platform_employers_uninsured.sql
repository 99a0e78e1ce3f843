-- 新业态平台企业未参保: platform companies that insure nobody.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，平台企业也要依法为职工参加社会保险，请您核对用工名单，为应当参保的人员尽早办理，大家干活安心，企业也少担风险。
-- law: 社会保险法 art. 57, 58, 84; 人社部发〔2021〕56号
-- plan: 盐城 三(一)2; 乌海 四(三)3, 四(五)3; 武义 三(三)1; 玉溪 二(五)2
-- needs: unit_roster, wage, insured_unit 110, contribution 110
-- among: 平台企业名录上的单位
-- priority: 应参保未参保10人以上为1，3人以上为2，1人以上为3，没有应参保的人为5

with roster as (
    select * from core.employer_roster where roster_kind = '平台企业'
)

select
    'employer' as subject_kind,
    subject.*,
    case
        when employer.question is null and missing.employer_id is not null then 'must_join' else 'check_data'
    end as tier,
    case when employer.confidence = 'confirmed' then roster.confidence else employer.confidence end as confidence,
    '在平台企业名录上，近' || $recent_months || '个月没有为任何人申报养老保险'
    || case
        when missing.employer_id is not null then '，' || missing.missing_people || '人应参保而未参保'
        else '；近期领薪人员中没有应参保而未参保的人（可能由劳务公司用工），请先核对'
    end || coalesce('；' || employer.question, '') || '。' as reason,
    case
        when missing.missing_people >= 10 then 1 when missing.missing_people >= 3 then 2
        when missing.missing_people >= 1 then 3 else 5
    end as priority,
    roster.source_row || coalesce('; ' || missing.source_row, '') as evidence,
    coalesce(missing.missing_people, 0) as missing_people,
    roster.headcount,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when covered.employer_id is not null
            then '已参保：近期为' || covered.declared_people || '人申报养老保险；依据 ' || covered.source_row
    end as not_because
from roster
join core.employer as employer on roster.employer_id = employer.employer_id
left join core.covered_employer as covered on roster.employer_id = covered.employer_id
left join core.missing_staff as missing on roster.employer_id = missing.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
