-- 同一文件交了两次: a file whose bytes were delivered again tonight, in the same extract or in another.
--
-- key: subject

with first_one as (
    select sha256, min(extract || '/' || file) as first_key, arg_min(file, extract || '/' || file) as file
    from audit.load
    -- Of two towns without anybody the files are the same header.
    where row_count > 0
    group by sha256
    having count(*) > 1
)

select
    load.file as subject,
    load.row_count::varchar as measured,
    '0' as threshold,
    load.file || ' 与 ' || first_one.file || ' 内容完全相同，其中一个放错了位置或重复提供（该交的另一个文件可能漏了）'
    || '，请核对后撤下多余的一个' as message
from audit.load as load
join first_one on load.sha256 = first_one.sha256
where load.extract || '/' || load.file <> first_one.first_key
order by subject
