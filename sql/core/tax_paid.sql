-- 近一年纳税: taxes of the active window by employer, social-insurance items left out.
--
-- key: employer_id

select
    units.employer_id,
    sum(payment.paid_yuan)::decimal(18, 2) as paid_yuan,
    max(payment.period) as last_taxed_in,
    max(payment.source_file || '#' || payment.source_line) as source_row
from staging.tax_payment as payment
join matches.employer as units on units.extract = 'tax_payment' and units.record_id = payment.taxpayer_id
cross join core.calendar as calendar
where not payment.is_social_insurance and payment.period between calendar.active_from and calendar.last_month
group by units.employer_id
having sum(payment.paid_yuan) > 0
