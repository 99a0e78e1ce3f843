-- 人员说明: what the night knows of one person, as sentences in order.
--
-- key: position, sentence

with subject as (select * from core.person where person_id = $subject),

named (insurance, insurance_name) as (
    values ('110', '职工养老'), ('120', '机关养老'), ('170', '居民养老'), ('210', '失业保险'), ('310', '职工医保'),
    ('390', '居民医保'), ('410', '工伤保险'), ('510', '生育保险')
),

fact as (
    select
        1 as position,
        coalesce(age || '周岁，', '年龄不明，') || case when is_normal_resident then '户籍正常' else '不是户籍正常人口' end
        || case when is_registered_here then '，本地户籍' else '，非本地户籍' end
        || coalesce('，退休时间' || strftime(retires_early_on, '%Y年%m月')
        || case when retires_late_on > retires_early_on then '（50周岁口径）或' || strftime(retires_late_on, '%Y年%m月')
            || '（55周岁口径）' else '' end, '')
        || coalesce('；依据 ' || source_row, '') as sentence
    from subject
    union all
    select 4, '免缴' || string_agg(insurance_name, '、' order by insurance) || '：' || kind
        || coalesce('，至' || strftime(until_on, '%Y年%m月%d日'), '') || coalesce('；依据 ' || source_row, '')
    from restricted.exemption_proof join named using (insurance)
    where person_id = $subject
    group by kind, until_on, source_row
    union all
    select 4, '相邻地区参保：' || string_agg(
        insurance_name || case when nearby.is_retired then '已领待遇' when nearby.member_status = '1' then '正常参保'
            when nearby.member_status = '2' then '暂停参保' else '终止参保' end
        || coalesce('，最近缴费' || strftime(nearby.last_paid_in, '%Y年%m月'), ''), '；' order by insurance_name
    ) || '（数据来自' || substr(split_part(nearby.source_row, '#', 1), length('insured_nearby/') + 1) || '，截至'
        || strftime(nearby.data_date, '%Y年%m月%d日') || '）；依据 ' || min(nearby.source_row)
    from core.insured_nearby as nearby join named using (insurance)
    where nearby.person_id = $subject
    group by nearby.nearby_area, nearby.data_date, split_part(nearby.source_row, '#', 1)
    union all
    select 5, '在册参保：' || string_agg(insurance_name, '、' order by insurance) || '；依据 ' || source_row
    from core.enrolment join named using (insurance)
    where person_id = $subject
    group by source_row
    union all
    select 6, '近期已申报职工（机关）养老，最近' || strftime(pension_declared_in, '%Y年%m月') from core.standing
    where person_id = $subject and pension_declared_in is not null
    union all
    select 6, '已缴' || year(resident_pension_paid_for) || '年居民养老' from core.standing
    where person_id = $subject and resident_pension_paid_for is not null
    union all
    select 6, '正在领取' || draws || '待遇' from core.standing
    where person_id = $subject and draws is not null
    union all
    select 6, '医疗保障：' || medical_cover from core.standing
    where person_id = $subject and medical_cover is not null
    union all
    select 7, '职工养老累计缴费' || total_paid_months || '个月'
        || coalesce('，最近一次' || strftime(last_paid_in, '%Y年%m月'), '')
        || coalesce('，停保原因' || stop_reason, '') || '；依据 ' || source_row
    from core.pension_record
    where person_id = $subject
    union all
    select 8, '近期在' || coalesce(employer.employer_name, earner.employer_id) || '领薪' || earner.wage_months || '个月；依据 '
        || earner.source_row
    from core.wage_earner as earner
    left join core.employer as employer on earner.employer_id = employer.employer_id
    where earner.person_id = $subject
)

select position, sentence from fact
order by position, sentence
