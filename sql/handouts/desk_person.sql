-- 核对人员: what the departments say of each person to check, side by side, as a clerk compares it.
--
-- key: subject_id

-- `to_check` holds the subjects. Only what is published stands here, so that the workbook tells nothing more.
select
    person.person_id as subject_id,
    concat_ws(
        '，', coalesce(person.person_name, '没有姓名'), strftime(person.birth_date, '%Y年%m月%d日生'),
        case person.is_registered_here when true then '户籍在本地' else '户籍不在本地或不明' end
    ) as registered,
    concat_ws(
        '，',
        case when standing.is_enrolled_110 then '职工养老有登记' end,
        case when standing.is_enrolled_120 then '机关养老有登记' end,
        case when standing.is_enrolled_170 then '居民养老有登记' end,
        case when not coalesce(standing.is_enrolled_pension, false) then '没有养老登记' end,
        strftime(record.last_paid_in, '职工养老缴到%Y年%m月'),
        '累计' || record.total_paid_months || '个月',
        strftime(standing.resident_pension_paid_for, '居民养老缴到%Y年度'),
        '在领取' || standing.draws
    ) as pension,
    coalesce(
        standing.medical_cover
        || coalesce(strftime(standing.medical_declared_in, '，申报到%Y年%m月'), '')
        || coalesce(strftime(standing.resident_medical_paid_for, '，居民医保缴到%Y年'), ''),
        '未查到'
    ) as medical,
    coalesce(
        coalesce(employer.employer_name, '单位不明') || strftime(wage.last_wage_in, '，最近%Y年%m月')
        || '，近期' || wage.wage_months || '个月，月均' || round(wage.mean_wage_yuan)::bigint || '元',
        '近期没有工资'
    ) as wage
from to_check
join core.person as person on to_check.subject_id = person.person_id
left join core.standing as standing on person.person_id = standing.person_id
left join core.pension_record as record on person.person_id = record.person_id
left join core.wage_earner as wage on person.person_id = wage.person_id
left join core.employer as employer on wage.employer_id = employer.employer_id
qualify row_number() over (partition by person.person_id order by wage.last_wage_in desc, wage.employer_id) = 1
order by person.person_id
