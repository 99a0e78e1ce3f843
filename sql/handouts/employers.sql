-- 走访单位: one row per employer or project for the town's workbook, with its head counts.
--
-- key: subject_id

select
    visit.* exclude (left_out),
    nullif(
        case
            when coalesce(employer.address, '') = corrected.address_was then corrected.address
            else employer.address
        end,
        ''
    ) as address,
    nullif(
        case
            when coalesce(employer.phone, '') = corrected.phone_was then corrected.phone
            else employer.phone
        end,
        ''
    ) as phone,
    headcount.wage_headcount,
    headcount.insured_headcount
from visit
left join core.employer as employer on visit.subject_id = employer.employer_id
left join core.headcount as headcount on visit.subject_id = headcount.employer_id
left join corrected on visit.subject_kind = corrected.subject_kind and visit.subject_id = corrected.subject_id
where visit.subject_kind in ('employer', 'project') and visit.left_out is null
order by visit.town_code, visit.village_code, visit.priority, visit.subject_id
