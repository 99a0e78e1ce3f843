-- 清单: the lists of the region, and what was missing to compute them.
--
-- key: list_id

select list_id, list_name, is_computed, missing_extracts, uncompared from audit.list
order by list_id
