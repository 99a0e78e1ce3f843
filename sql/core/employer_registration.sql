-- 单位登记事项: what only the registry tells of an employer: headcount, head office, the sole trader that it was.
--
-- key: employer_id

with entry as (
    select
        units.employer_id,
        entry.headcount,
        entry.converted_from,
        case when heads.uscc <> units.employer_id then heads.uscc end as head_id,
        entry.source_file || '#' || entry.source_line as source_row,
        strftime(entry.data_date, '%Y%m%d') || entry.source_file || '#' || entry.source_line as weight
    from staging.business as entry
    join matches.employer as units
        on units.extract = 'business' and units.record_id = entry.employer_record
    left join staging.employer_number as heads on entry.parent_uscc = heads.number
),

newest as (
    select
        employer_id,
        arg_max(headcount, weight) as headcount,
        arg_max(converted_from, weight) as converted_from,
        arg_max(head_id, weight) as head_id,
        arg_max(source_row, weight) as source_row
    from entry
    group by employer_id
)

select newest.*, head_office.employer_id is not null as is_head_covered
from newest
left join core.covered_employer as head_office on newest.head_id = head_office.employer_id
