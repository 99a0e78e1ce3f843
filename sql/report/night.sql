-- 各次运行: the days of the trend, the newest last, with the lists that were computed.
--
-- key: as_of, list_id

select distinct as_of, list_id from audit.trend
order by as_of, list_id
