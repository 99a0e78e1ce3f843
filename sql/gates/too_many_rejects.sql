-- 退回行过多: an extract of whose rows more than the set share were rejected.
--
-- key: subject

select
    extract as subject,
    rejected_rows::varchar as measured,
    $gate_reject_share::varchar as threshold,
    extract_title || '（' || department || '）' || row_count || '行中退回' || rejected_rows
    || '行，详见 audit.reject，请向提供部门核实格式' as message
from audit.extract
where rejected_rows >= $gate_reject_rows and rejected_rows > row_count * $gate_reject_share
order by subject
