-- 主键重复: a table of core or lists in which one key stands on several rows.
--
-- key: subject

select
    table_name as subject,
    repeated_keys::varchar as measured,
    '0' as threshold,
    table_name || ' 有' || repeated_keys || '个主键重复，属程序错误，请联系开发者' as message
from audit.table_key
where repeated_keys > 0
order by subject
