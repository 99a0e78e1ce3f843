-- A record's extract is the whole secret. A filter and no join: the order stays (sql/explain/block.sql says why).
select * from matches.person
where not list_contains($secret, extract)
