-- 编号对不上: a file of whose unit, member or taxpayer numbers more than the set share stand in no register.
--
-- key: subject

select
    file as subject,
    string_agg(unknown || '/' || judged, '、' order by number_title) as measured,
    $gate_unknown_share::varchar as threshold,
    file || '：' || string_agg(
        judged || '个' || number_title || '中有' || unknown || '个不在' || register_title || '里'
        || case when bare * 2 > unknown then '，去掉前导零就对得上，' || number_title || '可能丢失前导零' else '' end,
        '；' order by number_title
    )
    || '；请核对两边的编号是否完整（编号列应为文本）、登记数据是否漏传，更正后重新提供' as message
from filed_unknown
where unknown >= $gate_file_rows and unknown > judged * $gate_unknown_share
group by file
order by subject
