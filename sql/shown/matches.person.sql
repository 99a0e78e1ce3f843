-- 人员匹配结果，公布的部分: what of matches.person is shown.
--
-- key: extract, record_id

-- A record's extract is the whole secret. A filter and no join: the order stays (sql/explain/block.sql says why).
select * from matches.person
where not list_contains($secret, extract)
