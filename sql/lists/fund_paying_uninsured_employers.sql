-- 已缴公积金未参保单位: units that deposit housing fund for their people and insure nobody.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，贵单位已经为职工缴存住房公积金，法律规定社会保险也要一起参加，请您尽早办理登记，职工的养老、看病和工伤才有保障。
-- law: 社会保险法 art. 57, 58, 84
-- plan: 盐城 三(三)1
-- needs: fund_deposit, wage, insured_unit 110, contribution 110
-- among: 近期缴存公积金的单位
-- priority: 应参保未参保10人以上为1，3人以上为2，1人以上为3，没有应参保的人为5

select
    'employer' as subject_kind,
    subject.*,
    case
        when employer.question is null and fund.missing_people > 0 then 'must_join' else 'check_data'
    end as tier,
    case when employer.confidence = 'confirmed' then fund.confidence else employer.confidence end as confidence,
    '近期为' || fund.fund_headcount || '人缴存公积金，最近一次' || strftime(fund.last_fund_in, '%Y年%m月')
    || '，近' || $recent_months || '个月没有为任何人申报养老保险'
    || case
        when fund.missing_people > 0 then '，其中' || fund.missing_people || '人应参保而未参保'
        else '；缴存人员中没有应参保而未参保的人，请先核对'
    end || coalesce('；' || employer.question, '') || '。' as reason,
    case
        when fund.missing_people >= 10 then 1 when fund.missing_people >= 3 then 2
        when fund.missing_people >= 1 then 3 else 5
    end as priority,
    fund.source_row || coalesce('; ' || employer.business_row, '; ' || employer.taxpayer_row, '') as evidence,
    fund.fund_headcount,
    fund.missing_people,
    fund.last_fund_in,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when covered.employer_id is not null
            then '已参保：近期为' || covered.declared_people || '人申报养老保险；依据 ' || covered.source_row
    end as not_because
from core.fund_employer as fund
join core.employer as employer on fund.employer_id = employer.employer_id
left join core.covered_employer as covered on fund.employer_id = covered.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
