-- 人员匹配结果，公布的部分: what of matches.person is shown.
--
-- key: extract, record_id

-- A record's extract is the whole secret. Put in order here, where all its rows lie already: while they are still being
-- joined and put together, a prefecture's do not fit (sql/explain/block.sql says why they are in order at all).
select * from matches.person
where not list_contains($secret, extract)
order by person_id
