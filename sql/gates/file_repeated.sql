-- 换名重复交: a file with the same rows as another of its extract, saved in another form.
--
-- key: subject

select
    file as subject,
    row_count::varchar as measured,
    '0' as threshold,
    file || ' 与 ' || other || ' 的' || row_count || '行内容完全相同，只是文件形式或名称不同；同一份数据交了两次'
    || '（该交的另一个月或另一个乡镇可能漏了），请核对后撤下多余的一个' as message
from filed_alike
where row_count >= $gate_file_rows
order by subject
