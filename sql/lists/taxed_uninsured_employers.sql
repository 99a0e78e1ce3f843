-- 已纳税未参保单位: units that pay tax but insure nobody.
--
-- key: subject_id
-- tier: must_join
-- law: 社会保险法 art. 57, 58, 84
-- plan: 盐城 三(三)1; 乌海 四(四)1
-- needs: taxpayer, tax_payment, wage, insured_unit, contribution 110

with waged as (
    select employer_id, count(distinct person_id) as wage_people, max(source_row) as source_row
    from core.wage_month
    cross join core.calendar as calendar
    where wage_yuan > 0 and period between calendar.active_from and calendar.last_month
    group by employer_id
),

-- Whom to insure: without anybody who must be, the unit is a question to the data (re-hired pensioners only, all
-- insured through a head office or an agency, taxes without staff).
missing as (
    select earner.employer_id, count(*) as missing_people from core.wage_earner as earner
    join lists.waged_uninsured_people as person on earner.person_id = person.subject_id
    where person.tier = 'must_join'
    group by earner.employer_id
)

select
    'employer' as subject_kind,
    employer.employer_id as subject_id,
    employer.employer_name as subject_name,
    employer.town_code,
    employer.village_code,
    case
        -- A unit of the bureaus that may be theirs takes nobody off, but asks for a desk before a visit.
        when employer.confidence = 'review' then 'check_data'
        when missing.employer_id is not null and (employer.is_registered or employer.is_taxpayer) then 'must_join'
        else 'check_data'
    end as tier,
    employer.confidence,
    case
        when tax.employer_id is not null and waged.employer_id is not null then '近一年纳税'
            || cast(tax.paid_yuan as decimal(18, 0)) || '元，申报' || waged.wage_people || '人工资'
        when tax.employer_id is not null then '近一年纳税' || cast(tax.paid_yuan as decimal(18, 0)) || '元'
        else '近一年申报' || waged.wage_people || '人工资'
    end || '，近三个月没有为任何人申报养老保险'
    || case when employer.confidence = 'review' then '，另有单位登记可能是同一单位，请先核对' else '' end
    || case
        when missing.employer_id is not null then '，其中' || missing.missing_people || '人应参保而未参保。'
        else '；近期领薪人员中没有应参保而未参保的人（可能无用工、只有退休返聘，或由总部、派遣单位参保），请先核对。'
    end as reason,
    case
        when missing.missing_people >= 10 then 1 when missing.missing_people >= 3 then 2
        when missing.missing_people >= 1 then 3 else 5
    end as priority,
    coalesce(tax.source_row || '; ', '') || coalesce(waged.source_row || '; ', '')
    || coalesce(employer.taxpayer_row, employer.business_row, '') as evidence,
    employer.industry_group,
    employer.business_kind,
    employer.is_agency,
    employer.park_name,
    coalesce(headcount.wage_headcount, 0) as wage_headcount,
    coalesce(headcount.insured_headcount, 0) as insured_headcount,
    coalesce(missing.missing_people, 0) as missing_people,
    tax.paid_yuan,
    employer.address,
    employer.phone
from core.employer as employer
left join core.tax_paid as tax on employer.employer_id = tax.employer_id
left join waged on employer.employer_id = waged.employer_id
left join missing on employer.employer_id = missing.employer_id
left join core.headcount as headcount on employer.employer_id = headcount.employer_id
anti join core.covered_employer as covered on employer.employer_id = covered.employer_id
where
    (tax.employer_id is not null or waged.employer_id is not null)
    and employer.is_operating
    and not employer.is_sole_trader
    and coalesce(date_diff('day', employer.founded_on, $as_of::date) > $registration_days, true)
