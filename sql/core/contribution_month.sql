-- 指标月份: the months for which employee contributions were delivered, the last twenty-four of them at most.
--
-- key: period

with delivered as (
    select distinct period from core.coverage_month
    where insurance = '110'
)

select
    delivered.period,
    -- Nothing is known of the time before: who is new, and who has come back, can only be told some months later.
    earliest.first_period
from delivered
cross join (select min(period) as first_period from core.coverage_month where insurance = '110') as earliest
cross join core.calendar as calendar
where
    delivered.period > cast(calendar.last_month - interval 24 month as date)
    and delivered.period <= calendar.last_month
