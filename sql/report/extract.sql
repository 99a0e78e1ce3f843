-- 数据接收: what each department delivered, of which day, and what could not be used.
--
-- key: extract

with emptied as (
    select extract, sum(emptied_cells)::bigint as emptied_cells from audit.load
    group by extract
)

select
    told.extract, told.extract_title, told.department, told.file_count, told.data_date, told.row_count,
    told.rejected_rows, told.repeated_rows, coalesce(emptied.emptied_cells, 0) as emptied_cells
from audit.extract as told
left join emptied on told.extract = emptied.extract
order by told.extract
