-- 数据日期不合常理: a file whose data date has not come yet, or lies too many years back.
--
-- key: subject

with dated as (
    select
        file,
        data_date,
        data_date::varchar as printed,
        data_date > greatest($as_of::date, $today::date) as is_ahead,
        (
            year($as_of::date) * 10000 + month($as_of::date) * 100 + day($as_of::date)
            - year(data_date) * 10000 - month(data_date) * 100 - day(data_date)
        ) // 10000 as years_old
    from audit.load
)

select
    file as subject,
    printed as measured,
    case when is_ahead then greatest($as_of::date, $today::date)::varchar else $gate_data_date_years || '年' end
        as threshold,
    file || ' 登记的数据日期是' || printed
    || case when is_ahead then '，这一天还没有到' else '，已是' || years_old || '年前' end
    || '；请核对 manifest.csv 里的 data_date，改正后再运行' as message
from dated
where is_ahead or years_old >= $gate_data_date_years
order by subject
