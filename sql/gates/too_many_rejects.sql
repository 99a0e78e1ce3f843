-- 退回行过多: an extract, or one of its files, of whose rows more than the set share were rejected.
--
-- key: subject

with extract as (
    select
        extract,
        extract_title || '（' || department || '）' as title,
        row_count,
        rejected_rows,
        rejected_rows >= $gate_reject_rows and rejected_rows > row_count * $gate_reject_share as is_over
    from audit.extract
),

-- Eighteen towns look well together while one town's file is useless.
found as (
    select extract as subject, title, row_count, rejected_rows from extract
    where is_over
    union all
    select load.file, load.file || '：', load.row_count, load.rejected_rows
    from audit.load as load
    join extract on load.extract = extract.extract
    where
        not extract.is_over
        and load.rejected_rows >= $gate_reject_rows
        and load.rejected_rows > load.row_count * $gate_reject_share
)

select
    subject,
    rejected_rows::varchar as measured,
    $gate_reject_share::varchar as threshold,
    title || row_count || '行中退回' || rejected_rows || '行，详见 audit.reject，请向提供部门核实格式' as message
from found
order by subject
