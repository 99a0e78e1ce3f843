-- 走访单位: one row per employer or project for the town's workbook, with its head counts.
--
-- key: subject_id

select
    visit.* exclude (left_out),
    employer.address,
    employer.phone,
    headcount.wage_headcount,
    headcount.insured_headcount
from visit
left join core.employer as employer on visit.subject_id = employer.employer_id
left join core.headcount as headcount on visit.subject_id = headcount.employer_id
where visit.subject_kind in ('employer', 'project') and visit.left_out is null
order by visit.town_code, visit.village_code, visit.priority, visit.subject_id
