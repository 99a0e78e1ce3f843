-- 目标的说明: slips of the plan and the choice made, and what cannot be checked.
--
-- key: indicator, note

select distinct indicator, target_title, note from indicator.target
where note is not null
order by indicator, note
