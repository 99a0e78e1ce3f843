-- 本县的线索: whom the leads of a county are about.
--
-- key: subject_kind, subject_id

select distinct subject_kind, subject_id from lists."all"
where starts_with(town_code, $part)
