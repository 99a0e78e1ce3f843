-- 姓名、名称是乱码: a file of whose names more than the set share are broken text.
--
-- key: subject

with broken as (
    select file, row_count, max(times) as times, arg_max(reason, times) as reason from filed_remark
    where kind = 'broken' and column_name like '%name'
    group by file, row_count
)

select
    file as subject,
    times || '/' || row_count as measured,
    $gate_broken_share::varchar as threshold,
    file || '：' || row_count || '行中有' || times
    || '行的' || reason || '；不要经别的软件转存' as message
from broken
where times >= $gate_file_rows and times > row_count * $gate_broken_share
order by subject
