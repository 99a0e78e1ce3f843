-- 未全员参保单位: units that insure some of their staff and leave others out.
--
-- key: subject_id
-- tier: must_join
-- law: 社会保险法 art. 58, 60, 86
-- plan: 乌海 四(一); 武义 三(二); 盐城 三(一)1
-- needs: wage, insured_unit, contribution 110

with missing as (
    select earner.employer_id, count(*) as missing_people, min(earner.source_row) as source_row
    from core.wage_earner as earner
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
    case when employer.is_registered or employer.is_taxpayer then 'must_join' else 'check_data' end as tier,
    -- Another unit that may be theirs would not insure those who are missing.
    case when employer.confidence = 'confirmed' then 'confirmed' else 'probable' end as confidence,
    '近期' || headcount.wage_headcount || '人领取工资，应参保' || headcount.due_headcount || '人，已参保'
    || headcount.insured_headcount || '人（' || cast(headcount.coverage_rate * 100 as decimal(5, 1)) || '%），'
    || missing.missing_people || '人应参保而未参保。' as reason,
    case when missing.missing_people >= 10 then 1 when missing.missing_people >= 3 then 2 else 3 end as priority,
    missing.source_row || '; ' || covered.source_row || coalesce('; ' || employer.taxpayer_row, '') as evidence,
    employer.industry_group,
    employer.business_kind,
    employer.is_agency,
    employer.park_name,
    headcount.wage_headcount,
    headcount.insured_headcount,
    headcount.due_headcount,
    missing.missing_people,
    round(headcount.coverage_rate, 4) as coverage_rate,
    employer.address,
    employer.phone
from missing
join core.employer as employer on missing.employer_id = employer.employer_id
join core.covered_employer as covered on missing.employer_id = covered.employer_id
join core.headcount as headcount on missing.employer_id = headcount.employer_id
where employer.is_operating
