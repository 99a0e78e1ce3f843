-- 读到的比写明的少: a file that says itself (title, total) that it has more rows or larger sums than were read.
--
-- key: subject

select
    file as subject,
    sum(times)::varchar as measured,
    '0' as threshold,
    file || '：' || string_agg(distinct reason, '；' order by reason)
    || '；请提供部门核对导出是否完整后重新提供' as message
from filed_remark
where kind = 'short'
group by file
order by subject
