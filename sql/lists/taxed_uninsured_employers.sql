-- 已纳税未参保单位: units that pay tax but insure nobody.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，法律规定单位成立三十日内要办理社会保险登记，并为职工按时缴费，请您尽早办理，职工的养老、看病和工伤才有保障。
-- law: 社会保险法 art. 57, 58, 84
-- plan: 盐城 三(三)1; 乌海 四(四)1
-- needs: taxpayer, tax_payment, wage, insured_unit 110, contribution 110
-- among: 单位（各部门数据里出现的）
-- priority: 应参保未参保10人以上为1，3人以上为2，1人以上为3，没有应参保的人为5

with waged as (
    select employer_id, count(distinct person_id) as wage_people, max(source_row) as source_row
    from core.wage_month
    cross join core.calendar as calendar
    where wage_yuan > 0 and period between calendar.active_from and calendar.last_month
    group by employer_id
)

select
    'employer' as subject_kind,
    subject.*,
    case
        -- A unit of the bureaus that may be theirs takes nobody off, but asks for a desk before a visit.
        when employer.question is not null then 'check_data'
        -- Without anybody whom they must insure the unit is a question to the data: re-hired pensioners only, all
        -- insured through a head office or an agency, taxes without staff.
        when missing.employer_id is not null then 'must_join'
        else 'check_data'
    end as tier,
    employer.confidence,
    '近' || $activity_months || '个月' || case
        when tax.employer_id is not null and waged.employer_id is not null
            then '纳税' || cast(tax.paid_yuan as decimal(18, 0)) || '元，申报' || waged.wage_people || '人工资'
        when tax.employer_id is not null then '纳税' || cast(tax.paid_yuan as decimal(18, 0)) || '元'
        else '申报' || waged.wage_people || '人工资'
    end || '，近' || $recent_months || '个月没有为任何人申报养老保险'
    || case
        when missing.employer_id is not null then '，其中' || missing.missing_people || '人应参保而未参保'
        else '；近期领薪人员中没有应参保而未参保的人（可能无用工、只有退休返聘，或由总部、派遣单位参保），请先核对'
    end || coalesce('；' || employer.question, '') || '。' as reason,
    case
        when missing.missing_people >= 10 then 1 when missing.missing_people >= 3 then 2
        when missing.missing_people >= 1 then 3 else 5
    end as priority,
    coalesce(tax.source_row || '; ', '') || coalesce(waged.source_row || '; ', '')
    || coalesce(employer.taxpayer_row, employer.business_row, '') as evidence,
    coalesce(missing.missing_people, 0) as missing_people,
    tax.paid_yuan,
    employer.address,
    employer.phone,
    case
        when tax.employer_id is null and waged.employer_id is null then '近' || $activity_months || '个月没有纳税，也没有申报工资'
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when employer.is_sole_trader then '是个体工商户：见个体工商户各清单'
        when date_diff('day', employer.founded_on, $as_of::date) <= $registration_days
            then '成立未满' || $registration_days || '日（' || strftime(employer.founded_on, '%Y年%m月%d日') || '）'
        when covered.employer_id is not null
            then '已参保：近期为' || covered.declared_people || '人申报养老保险；依据 ' || covered.source_row
    end as not_because
from core.employer as employer
left join core.tax_paid as tax on employer.employer_id = tax.employer_id
left join waged on employer.employer_id = waged.employer_id
left join core.covered_employer as covered on employer.employer_id = covered.employer_id
left join core.missing_staff as missing on employer.employer_id = missing.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
