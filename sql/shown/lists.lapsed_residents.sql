-- 居民养老断缴人员，公布的部分: what of lists.lapsed_residents is shown.
--
-- key: subject_id

-- The least amount of a year is what the government pays for hardship: as in core.standing.
select * replace (null::decimal(18, 2) as resident_pension_yuan) from lists.lapsed_residents
