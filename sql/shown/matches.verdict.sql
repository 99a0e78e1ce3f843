-- 人工认定，公布的部分: what of matches.verdict is shown.
--
-- key: matcher, left_extract, left_record, right_extract, right_record

select * from matches.verdict
where not list_contains($secret, left_extract) and not list_contains($secret, right_extract)
