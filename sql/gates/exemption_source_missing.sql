-- 免缴依据数据缺失: an extract that takes people off lists is not there, or too old to be compared with.
--
-- key: subject

select
    extract as subject,
    coalesce(data_date::varchar, '未收到') as measured,
    needed_from::varchar as threshold,
    extract_title || '（' || department || '）'
    || case when data_date is null then '没有收到' else '的数据日期是' || data_date || '，早于' || needed_from end
    || '，凭它才能排除的人会列入清单；请向提供部门索取最新数据，长期没有的在地区文件的 [absent] 里写明原因' as message
from core.exemption_source
where not is_compared and absent_because is null
order by subject
