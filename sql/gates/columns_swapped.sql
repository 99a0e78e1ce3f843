-- 姓名和号码填反: a file in which names stand where numbers belong and numbers where names do.
--
-- key: subject

select
    file as subject,
    swapped::varchar as measured,
    $gate_swapped_share::varchar as threshold,
    file || '：' || row_count || '行中有' || swapped
    || '行的姓名（名称）和号码两列填反了，请提供部门把两列换回来后重新提供' as message
from filed_row
where swapped >= $gate_file_rows and swapped > row_count * $gate_swapped_share
order by subject
