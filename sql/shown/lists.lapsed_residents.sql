-- The least amount of a year is what the government pays for hardship: as in core.standing.
select * replace (null::decimal(18, 2) as resident_pension_yuan) from lists.lapsed_residents
