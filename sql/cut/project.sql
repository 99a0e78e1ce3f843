-- 本县的工程: the projects that are built in a county.
--
-- key: project_id

select project_id from core.project
where starts_with(town_code, $part)
union
select subject_id from cut.lead
where subject_kind = 'project'
