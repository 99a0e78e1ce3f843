-- 数据截至: of which day a home's word about who is insured is, and until when what it rests on may be kept.
--
-- key: data_date

with rests_on as (
    select extract, file, data_date, keep_until from published.audit.load
    where extract in ('member', 'contribution', 'benefit', 'insured_unit')
),

-- The newest day of each extract; the word is as old as the oldest of those that it rests on.
newest as (
    select extract, max(data_date) as data_date from rests_on
    where extract <> 'insured_unit'
    group by extract
),

run as (select max(as_of) as as_of from published.audit.run)

select
    least(coalesce((select min(data_date) from newest), run.as_of), run.as_of) as data_date,
    (select min(keep_until) from rests_on) as keep_until
from run
