-- 单位所在清单: the cases of every employer on the lists of employers, and their tiers.
--
-- key: case_id

select case_id, 'arrears_employers' as list_id, subject_id as employer_id, tier from lists.arrears_employers
union all
select case_id, 'converted_uninsured_employers', subject_id, tier from lists.converted_uninsured_employers
union all
select case_id, 'dust_hazard_without_injury_cover', subject_id, tier from lists.dust_hazard_without_injury_cover
union all
select case_id, 'employing_traders_uninsured', subject_id, tier from lists.employing_traders_uninsured
union all
select case_id, 'fund_paying_uninsured_employers', subject_id, tier from lists.fund_paying_uninsured_employers
union all
select case_id, 'low_coverage_employers', subject_id, tier from lists.low_coverage_employers
union all
select case_id, 'new_employers_to_remind', subject_id, tier from lists.new_employers_to_remind
union all
select case_id, 'partly_insured_employers', subject_id, tier from lists.partly_insured_employers
union all
select case_id, 'platform_employers_uninsured', subject_id, tier from lists.platform_employers_uninsured
union all
select case_id, 'registered_uninsured_employers', subject_id, tier from lists.registered_uninsured_employers
union all
select case_id, 'safety_checked_without_injury_cover', subject_id, tier from lists.safety_checked_without_injury_cover
union all
select case_id, 'selectively_insured_employers', subject_id, tier from lists.selectively_insured_employers
union all
select case_id, 'subsidised_low_coverage_employers', subject_id, tier from lists.subsidised_low_coverage_employers
union all
select case_id, 'taxed_uninsured_employers', subject_id, tier from lists.taxed_uninsured_employers
union all
select case_id, 'underreported_base_employers', subject_id, tier from lists.underreported_base_employers
