-- 清单抬头: what a town reads for each list: its name, or a heading that does not tell hardship.
--
-- key: list_id

select list_id, list_heading from audit.list
order by list_id
