-- 不宜公开的数据: the extracts of which a record alone tells what is nobody's business: army, sentence, hardship.
--
-- key: extract

-- Not among them: death, school, land, platform work and insurance elsewhere. They are told in `core` tables of their
-- own, are no matter of honour or need, and a clerk has to see them to know why somebody is left alone.
select extract from mentions.extract
where is_secret
