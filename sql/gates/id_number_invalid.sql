-- 身份证号无效: a file of whose ID numbers more than the set share are no valid numbers (masked, cut, mistyped).
--
-- key: subject

with file as (
    select filed.file, count(*) as judged, count(*) filter (where checked.citizen_id is null) as invalid
    from filed_number as filed
    join staging.person_number as checked on filed.number = checked.number
    where filed.kind = 'person'
    group by filed.file
)

select
    file as subject,
    invalid || '/' || judged as measured,
    $gate_invalid_id_share::varchar as threshold,
    file || '：' || judged || '个身份证号中有' || invalid
    || '个是无效的（位数够而校验不对），可能被打了星号，或在表格软件里丢了末几位；请提供部门以文本格式提供完整号码' as message
from file
where invalid >= $gate_file_rows and invalid > judged * $gate_invalid_id_share
order by subject
