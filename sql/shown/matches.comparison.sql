-- 逐项比对，公布的部分: what of matches.comparison is shown.
--
-- key: matcher, left_extract, left_record, right_extract, right_record, feature

select * from matches.comparison
where not list_contains($secret, left_extract) and not list_contains($secret, right_extract)
