-- 已用案件编号: the ids that cases have, whatever has become of them.
--
-- key: case_id

select case_id from cases.state
