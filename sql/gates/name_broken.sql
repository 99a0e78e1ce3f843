-- 姓名、名称是乱码: a file of whose names more than the set share are broken text.
--
-- key: subject

with broken as (
    select file, row_count, max(times) as times from filed_told
    where kind = 'broken' and column_name like '%name'
    group by file, row_count
)

select
    file as subject,
    times || '/' || row_count as measured,
    $gate_broken_share::varchar as threshold,
    file || '：' || row_count || '行中有' || times
    || '行的姓名或名称是乱码（问号、“锟斤拷”等），导出或转存时用错了编码'
    || '，请提供部门从原系统按 UTF-8 或 GB18030 重新导出，不要经别的软件转存' as message
from broken
where times >= $gate_file_rows and times > row_count * $gate_broken_share
order by subject
