-- 日期在将来: a file of whose days more than the set share have not come, though they tell what has happened.
--
-- key: subject

select
    file as subject,
    string_agg(ahead || '/' || days, '、' order by column_title) as measured,
    $gate_ahead_share::varchar as threshold,
    file || '：' || string_agg(
        column_title || days || '个日期中有' || ahead || '个还没有到', '；' order by column_title
    )
    || '；可能年份错了、日月颠倒或列放错了位置，请提供部门核对后重新提供' as message
from filed_ahead
where ahead >= $gate_file_rows and ahead > days * $gate_ahead_share
group by file
order by subject
