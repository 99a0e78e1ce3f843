-- 检查: what a gate held back and a named person let pass.
--
-- key: gate, subject

select gate, subject, message, measured, threshold, accepted_by from audit.gate
order by gate, subject
