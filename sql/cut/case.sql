-- 本县的案件: the cases that stand, or stood last, in a county.
--
-- key: case_id

select case_id from ledger."case"
where starts_with(town_code, $part)
