-- 数据日期倒退: an extract whose newest data date is older than in the last publication.
--
-- key: subject

select
    previous.extract as subject,
    today.data_date::varchar as measured,
    previous.data_date::varchar as threshold,
    today.extract_title || '（' || today.department || '）上次数据日期' || previous.data_date || '，本次'
    || today.data_date || '，请向提供部门索取最新数据' as message
from audit.previous_extract as previous
join audit.extract as today on previous.extract = today.extract
where today.data_date < previous.data_date
order by subject
