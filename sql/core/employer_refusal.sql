-- 拒绝配合记录: how often an employer refused at the door, over all its cases.
--
-- key: employer_id

with refused as (
    select
        coalesce(contact.subject_id, lead.employer_id) as employer_id,
        contact.contacted_on,
        coalesce(contact.source_file || '#' || contact.source_line, '账本#' || contact.sequence) as source_row,
        contact.sequence
    from restricted.contact as contact
    left join core.employer_lead as lead on contact.case_id = lead.case_id
    where contact.result = '拒绝配合' or contact.result_reason = '拒绝配合'
)

select
    employer_id,
    count(*) as refusals,
    max(contacted_on) as last_refused_on,
    arg_max(source_row, sequence) as source_row
from refused
where employer_id is not null
group by employer_id
