-- 拒绝配合记录: how often an employer refused at the door, over all its cases.
--
-- key: employer_id

-- One row of a workbook answers all of an employer's cases: somebody called there once.
with visit as (
    select
        subject_id as employer_id,
        contacted_on,
        coalesce(source_file || '#' || source_line, '账本#' || sequence) as source_row,
        max(sequence) as sequence
    from cases.contact
    where result = '拒绝配合' or result_reason = '拒绝配合'
    group by subject_id, contacted_on, coalesce(source_file || '#' || source_line, '账本#' || sequence)
)

select
    employer_id,
    count(*) as refusals,
    max(contacted_on) as last_refused_on,
    arg_max(source_row, sequence) as source_row
from visit
group by employer_id
