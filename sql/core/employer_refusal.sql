-- 拒绝配合记录: how often an employer refused at the door, over all its cases.
--
-- key: employer_id

select
    subject_id as employer_id,
    count(*) as refusals,
    max(contacted_on) as last_refused_on,
    arg_max(coalesce(source_file || '#' || source_line, '账本#' || sequence), sequence) as source_row
from cases.contact
where result = '拒绝配合' or result_reason = '拒绝配合'
group by subject_id
