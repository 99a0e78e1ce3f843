-- 登记未参保单位: units of the registry that insure nobody and do not show in taxes, but seem to have staff.
--
-- key: subject_id
-- tier: must_join / check_data
-- say: 您好，法律规定单位成立三十日内要办理社会保险登记，有职工的要按时缴费，请您尽早办理，如果没有用人也请告诉我们，我们好更正。
-- law: 社会保险法 art. 57, 84
-- plan: 盐城 附件2; 阜宁 三(一)2; 乌海 四(二)3; 武义 三(一)2
-- needs: business, taxpayer, tax_payment, wage, insured_unit 110, contribution 110
-- among: 市场主体和机构登记的单位
-- priority: 入企调查10人以上为1，3人以上为2，其余有调查人数的为3，登记或名录上有人数的为4，新成立的为5

with roster as (
    select employer_id, max(headcount) as headcount, min(source_row) as source_row from core.employer_roster
    where headcount > 0
    group by employer_id
)

select
    'employer' as subject_kind,
    subject.*,
    case
        when survey.headcount > 0 and not registration.is_head_covered and employer.question is null
            then 'must_join'
        else 'check_data'
    end as tier,
    case
        when employer.confidence = 'confirmed' and survey.headcount > 0 then survey.confidence else employer.confidence
    end as confidence,
    coalesce(strftime(employer.founded_on, '%Y年%m月%d日') || '成立，', '')
    || case
        when survey.headcount > 0
            then strftime(survey.surveyed_on, '%Y年%m月%d日') || '入企调查有' || survey.headcount || '人用工'
        when registration.headcount > 0 then '登记从业' || registration.headcount || '人'
        when roster.headcount > 0 then '名录从业' || roster.headcount || '人'
        else '不满' || $founded_recently_months || '个月'
    end || '，近' || $recent_months || '个月没有为任何人申报养老保险'
    || case when registration.is_head_covered then '；总部已参保，请先核对是否由总部参保'
        when employer.question is not null then '；' || employer.question
        when survey.headcount > 0 then ''
        when survey.headcount = 0
            then '；' || strftime(survey.surveyed_on, '%Y年%m月%d日') || '入企调查没有人用工，请核对后更正登记或名录'
        else '；是否用工请先核对'
    end || '。' as reason,
    case
        when survey.headcount >= 10 then 1 when survey.headcount >= 3 then 2 when survey.headcount > 0 then 3
        when registration.headcount > 0 or roster.headcount > 0 then 4 else 5
    end as priority,
    registration.source_row || coalesce('; ' || survey.source_row, '; ' || roster.source_row, '') as evidence,
    coalesce(survey.headcount, registration.headcount, roster.headcount) as headcount,
    survey.surveyed_on,
    employer.founded_on,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when employer.is_sole_trader then '是个体工商户：见个体工商户各清单'
        when covered.employer_id is not null
            then '已参保：近期为' || covered.declared_people || '人申报养老保险；依据 ' || covered.source_row
        when taxed.subject_id is not null then '已在已纳税未参保单位清单上'
        when date_diff('day', employer.founded_on, $as_of::date) <= $registration_days
            then '成立未满' || $registration_days || '日（' || strftime(employer.founded_on, '%Y年%m月%d日') || '）'
        when
            coalesce(greatest(survey.headcount, registration.headcount, roster.headcount), 0) <= 0
            and coalesce(
                employer.founded_on < cast($as_of::date - $founded_recently_months * interval 1 month as date), true
            )
            then '成立已久，近' || $survey_months || '个月的入企调查、登记和名录都没有用工人数'
    end as not_because
from core.employer_registration as registration
join core.employer as employer on registration.employer_id = employer.employer_id
left join core.employer_survey as survey on registration.employer_id = survey.employer_id
left join roster on registration.employer_id = roster.employer_id
left join core.covered_employer as covered on registration.employer_id = covered.employer_id
left join lists.taxed_uninsured_employers as taxed on registration.employer_id = taxed.subject_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
