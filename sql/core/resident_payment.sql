-- 居民缴费: the last years for which a person's resident insurances were paid, and by whom.
--
-- key: person_id

-- Residents pay by the year: the period is December of the year paid for.
select
    coverage.person_id,
    max(coverage.period) filter (where coverage.insurance = '170') as resident_pension_paid_for,
    max(coverage.period) filter (
        where coverage.insurance = '170' and coverage.paid_for_yuan > 0
    ) as government_paid_for,
    arg_max(coverage.arrived_yuan, coverage.period) filter (where coverage.insurance = '170') as resident_pension_yuan,
    max(coverage.period) filter (where coverage.insurance = '390') as resident_medical_paid_for
from core.coverage_month as coverage
cross join core.calendar as calendar
-- Next year's payment, made early, says nothing about this year.
where
    coverage.insurance in ('170', '390') and coverage.is_paid
    and coverage.period < cast(calendar.this_year_from + interval 12 month as date)
group by coverage.person_id
order by coverage.person_id -- sql/explain/block.sql says why
