-- 清单突变: a list that grew or shrank out of all proportion against the last publication.
--
-- key: subject

select
    previous.list_id as subject,
    today.row_count::varchar as measured,
    previous.row_count::varchar as threshold,
    today.list_name || '上次' || previous.row_count || '行，本次'
    || coalesce('未计算（缺' || today.missing_extracts || '）', today.row_count || '行')
    || '，增减异常，请核对数据后再发布' as message
from audit.previous_list as previous
join audit.list as today on previous.list_id = today.list_id
where
    previous.is_computed
    and (
        -- A whole extract that is missing is another gate's; here, one insurance inside a delivered one.
        exists (
            select 1 from audit.extract as extract
            where extract.staged_rows > 0 and today.missing_extracts like '%' || extract.extract_title || ' %'
        )
        or (
            today.is_computed
            and abs(today.row_count - previous.row_count) >= $gate_list_rows
            and (
                today.row_count > previous.row_count * $gate_list_factor
                or today.row_count * $gate_list_factor < previous.row_count
            )
        )
    )
order by subject
