-- 有工资未参保人员: people with a wage whom nobody insures.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，您在单位上班领工资，法律规定单位要为您参加养老、医疗等社会保险，请您把用工情况告诉我们，我们帮您催单位尽早补办。
-- law: 社会保险法 art. 10, 57, 58, 60
-- plan: 盐城 三(一)1; 乌海 四(四)1; 武义 三(二)
-- needs: wage, contribution 110
-- among: 近期有计入工资的人员
-- priority: 所在单位已参保的（补办即可）为1，其余为2

-- Somebody with several employers is visited once, about the one that pays most.
with earning as (
    select
        *,
        count(*) over (partition by person_id) as employers
    from core.wage_earner
    qualify row_number() over (partition by person_id order by wage_yuan desc, employer_id) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case
        -- Without a valid ID number nobody's age is known; abroad and yet paid here is a contradiction;
        -- which of her two retirement dates holds depends on a woman's post, which no extract tells.
        when
            person.citizen_id is null or abroad.person_id is not null or person.retires_early_on <= $as_of::date
            or person.confidence = 'review'
            then 'check_data'
        else 'must_join'
    end as tier,
    person.confidence,
    '在' || coalesce(employer.employer_name, '（单位名称不详）') || '领取工资，最近一次' || strftime(earning.last_wage_in, '%Y年%m月')
    || '，近期' || earning.wage_months || '个月共' || cast(earning.wage_yuan as decimal(18, 0)) || '元，'
    || case when earning.employers > 1 then '另有' || (earning.employers - 1) || '个单位也发工资，' else '' end
    || '未查到职工养老保险参保缴费'
    || case
        when person.citizen_id is null then '；证件号码无法校验，年龄不明，请先核对数据'
        when abroad.person_id is not null then '；登记为出国（境），请先核对数据'
        when person.confidence = 'review' then '；另有记录可能是同一人，请先核对身份'
        when person.retires_early_on <= $as_of::date then '；已过50周岁口径退休时间，是否到龄须看岗位，请先核对'
        else ''
    end || '。' as reason,
    case when covered.employer_id is not null then 1 else 2 end as priority,
    earning.source_row || coalesce('; ' || person.source_row, '') as evidence,
    earning.employer_id,
    employer.employer_name,
    earning.wage_months,
    earning.mean_wage_yuan,
    covered.employer_id is not null as is_employer_covered,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.pension_declared_in is not null
            then '近期已参保，职工（机关）养老申报到' || strftime(standing.pension_declared_in, '%Y年%m月')
    end as not_because
from earning
join core.person as person on earning.person_id = person.person_id
join core.standing as standing on person.person_id = standing.person_id
left join core.not_due as exempt on person.person_id = exempt.person_id and exempt.insurance = '110'
left join core.employer as employer on earning.employer_id = employer.employer_id
left join core.covered_employer as covered on earning.employer_id = covered.employer_id
left join core.exemption as abroad
    on person.person_id = abroad.person_id and abroad.insurance = '170' and abroad.kind = '出国（境）'
