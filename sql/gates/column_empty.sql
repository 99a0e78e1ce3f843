-- 必需的列是空的: a file in which a required column is empty in more than the set share of rows.
--
-- key: subject

select
    file as subject,
    max(times) || '/' || row_count as measured,
    $gate_empty_share::varchar as threshold,
    file || '：' || row_count || '行中有' || max(times) || '行' || min(reason) as message
from filed_remark
where kind = 'empty' and times >= $gate_file_rows and times > row_count * $gate_empty_share
group by file, row_count
order by subject
