-- 有雇工个体工商户未参保: sole traders who pay somebody besides the owner and insure nobody.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，个体户雇了人，法律规定也要为雇工办理社会保险登记、按时缴费，请您尽早办理，雇工有保障，您也少担风险。
-- law: 社会保险法 art. 10, 57, 58, 84; 工伤保险条例 art. 2
-- plan: 玉溪 二(一)2; 乌海 三
-- needs: wage, insured_unit 110, contribution 110
-- among: 个体工商户
-- priority: 应参保未参保5人以上为1，2人以上为2，1人为3，没有应参保的人为5

select
    'employer' as subject_kind,
    subject.*,
    -- A unit of the bureaus that may be theirs takes nobody off, but asks for a desk before a visit.
    case when employer.question is null and trader.missing_people > 0 then 'must_join' else 'check_data' end as tier,
    employer.confidence,
    '个体工商户，近期为业主以外的' || trader.staff_people || '人发放工资，近' || $recent_months || '个月没有为任何人申报养老保险'
    || case
        when trader.missing_people > 0 then '，其中' || trader.missing_people || '人应参保而未参保'
        else '；领薪人员中没有应参保而未参保的人，请先核对'
    end || coalesce('；' || employer.question, '') || '。' as reason,
    case
        when trader.missing_people >= 5 then 1 when trader.missing_people >= 2 then 2
        when trader.missing_people = 1 then 3 else 5
    end as priority,
    trader.staff_row || coalesce('; ' || trader.owner_row, '') as evidence,
    trader.staff_people,
    trader.missing_people,
    trader.legal_person_name,
    employer.address,
    employer.phone,
    case
        when trader.staff_people = 0 then '近期没有为业主以外的人发放工资：见无雇工个体工商户清单'
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when covered.employer_id is not null
            then '已参保：近期为' || covered.declared_people || '人申报养老保险；依据 ' || covered.source_row
    end as not_because
from core.sole_trader as trader
join core.employer as employer on trader.employer_id = employer.employer_id
left join core.covered_employer as covered on trader.employer_id = covered.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
