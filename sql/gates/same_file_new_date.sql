-- 旧文件改日期: the same bytes as in the last publication, under another data date.
--
-- key: subject

select
    load.file as subject,
    load.data_date::varchar as measured,
    max(previous.data_date)::varchar as threshold,
    load.file || ' 的内容与上次发布时完全相同，登记的数据日期却从' || max(previous.data_date) || '改成了' || load.data_date
    || '；可能是旧文件改名重交，请向提供部门索取最新数据，确无变化的可放行' as message
from audit.load as load
join audit.previous_file as previous on load.extract = previous.extract and load.sha256 = previous.sha256
where load.row_count >= $gate_file_rows
group by load.extract, load.file, load.data_date
having not bool_or(load.data_date = previous.data_date)
order by subject
