-- 数据接收: what each department delivered, of which day, and what could not be used.
--
-- key: extract

with emptied as (
    select extract, sum(emptied_cells)::bigint as emptied_cells from audit.load
    group by extract
)

select
    delivery.extract, delivery.extract_title, delivery.department, delivery.file_count, delivery.data_date,
    delivery.row_count, delivery.rejected_rows, delivery.repeated_rows,
    coalesce(emptied.emptied_cells, 0) as emptied_cells
from audit.extract as delivery
left join emptied on delivery.extract = emptied.extract
-- Nobody misses neighbours where there is no exchange.
where delivery.file_count > 0 or delivery.extract <> 'insured_nearby'
order by delivery.extract
