-- 走访的案件: the cases that a town may answer, as the publication knows them.
--
-- key: case_id

select case_id from ledger."case"
where state = 'open' and is_listed and coalesce(return_on, $as_of) <= $as_of
