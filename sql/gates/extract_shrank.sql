-- 数据量减少: an extract that shrank by more than the set share against the last publication.
--
-- key: subject

select
    previous.extract as subject,
    coalesce(today.staged_rows, 0)::varchar as measured,
    previous.staged_rows::varchar as threshold,
    today.extract_title || '（' || today.department || '）上次' || previous.staged_rows || '行，本次'
    || coalesce(today.staged_rows, 0) || '行，减少超过' || round($gate_extract_shrink_share * 100)::integer
    || '%，请向提供部门核实是否漏传' as message
from audit.previous_extract as previous
left join audit.extract as today on previous.extract = today.extract
where coalesce(today.staged_rows, 0) < previous.staged_rows * (1 - $gate_extract_shrink_share)
order by subject
