-- 口径日期: the days and months that the lists' words mean on this as-of date (one row).
--
-- key: as_of

with delivered as (
    select max(data_date) as data_date from audit.load where extract = 'contribution'
    union all
    select max(data_date) as data_date from audit.load where extract = 'wage'
),

newest as (
    -- An extract that was not delivered says nothing about how far the data reach.
    select cast(date_trunc('month', least(min(data_date), $as_of::date)) - interval 1 month as date) as last_month
    from delivered
),

-- Without either extract the day itself decides.
known as (
    select coalesce(last_month, cast(date_trunc('month', $as_of::date) - interval 1 month as date)) as last_month
    from newest
)

select
    $as_of::date as as_of,
    cast(strftime($as_of::date, '%Y%m%d') as integer) as as_of_yyyymmdd,
    last_month,
    cast(last_month - ($recent_months - 1) * interval 1 month as date) as recent_from,
    cast(last_month - $recent_months * interval 1 month as date) as before_recent,
    cast(last_month - ($activity_months - 1) * interval 1 month as date) as active_from,
    cast(strftime($as_of::date, '%Y') || '-01-01' as date) as this_year_from,
    cast(cast(strftime($as_of::date, '%Y') || '-01-01' as date) - interval 12 month as date) as last_year_from,
    -- Residents pay by the year: within the days of grace last year's payment serves too.
    cast(cast(strftime($as_of::date, '%Y') || '-01-01' as date) - case
        when cast(strftime($as_of::date, '%m%d') as integer) <= $resident_pension_grace_until then 12 else 0
    end * interval 1 month as date) as resident_pension_from,
    cast(cast(strftime($as_of::date, '%Y') || '-01-01' as date) - case
        when cast(strftime($as_of::date, '%m%d') as integer) <= $resident_medical_grace_until then 12 else 0
    end * interval 1 month as date) as resident_medical_from
from known
