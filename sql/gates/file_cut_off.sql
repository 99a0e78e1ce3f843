-- 可能被截断: a file whose rows end exactly where a sheet is full.
--
-- key: subject

select
    file as subject,
    row_count::varchar as measured,
    '0' as threshold,
    file || '：' || reason || '；请提供部门核对总行数，改用 CSV 或分成几个文件重新导出，确是这么多行的可放行' as message
from filed_remark
where kind = 'full'
order by subject
