-- 个转企未参保: companies that were a sole trader once and insure nobody.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，个体户转成企业以后，法律规定要为职工办理社会保险登记、按时缴费，请您尽早办理，职工的养老、看病和工伤才有保障。
-- law: 社会保险法 art. 57, 58, 84
-- plan: 乌海 四(二)1
-- needs: business, wage, insured_unit 110, contribution 110
-- among: 由个体工商户转为企业的单位
-- priority: 应参保未参保10人以上为1，3人以上为2，1人以上为3，没有应参保的人为5

with registration as (
    select * from core.employer_registration where converted_from is not null
)

select
    'employer' as subject_kind,
    subject.*,
    case when employer.question is null and missing.employer_id is not null then 'must_join' else 'check_data'
    end as tier,
    employer.confidence,
    '由个体工商户（原注册号' || registration.converted_from || '）转为企业，近' || $recent_months || '个月没有为任何人申报养老保险'
    || case
        when missing.employer_id is not null then '，' || missing.missing_people || '人应参保而未参保'
        else '；近期领薪人员中没有应参保而未参保的人，请先核对'
    end || coalesce('；' || employer.question, '') || '。' as reason,
    case
        when missing.missing_people >= 10 then 1 when missing.missing_people >= 3 then 2
        when missing.missing_people >= 1 then 3 else 5
    end as priority,
    registration.source_row || coalesce('; ' || missing.source_row, '') as evidence,
    coalesce(missing.missing_people, 0) as missing_people,
    registration.converted_from,
    employer.founded_on,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when covered.employer_id is not null
            then '已参保：近期为' || covered.declared_people || '人申报养老保险；依据 ' || covered.source_row
    end as not_because
from registration
join core.employer as employer on registration.employer_id = employer.employer_id
left join core.covered_employer as covered on registration.employer_id = covered.employer_id
left join core.missing_staff as missing on registration.employer_id = missing.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
