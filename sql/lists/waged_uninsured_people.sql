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

-- Somebody with several employers is visited once, about the one that pays most; what a committee pays its cadre last.
with earning as (
    select
        earner.*,
        cadre.roster_kind as cadre_kind,
        cadre.source_row as cadre_row,
        count(*) over (partition by earner.person_id) as employers
    from core.wage_earner as earner
    left join core.cadre as cadre
        on earner.person_id = cadre.person_id and earner.employer_id = cadre.employer_id
    qualify row_number() over (
        partition by earner.person_id
        order by cadre.person_id is not null, earner.wage_yuan desc, earner.employer_id
    ) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when coalesce(doubt.enforcement_question, wage_doubt.question) is not null then 'check_data' else 'must_join'
    end as tier,
    person.confidence,
    '在' || coalesce(employer.employer_name, '（单位名称不详）') || '领取工资，最近一次' || strftime(earning.last_wage_in, '%Y年%m月')
    || '，近期' || earning.wage_months || '个月共' || cast(earning.wage_yuan as decimal(18, 0)) || '元，'
    || case when earning.employers > 1 then '另有' || (earning.employers - 1) || '个单位也发工资，' else '' end
    || '未查到职工养老保险参保缴费'
    || coalesce('；' || doubt.enforcement_question, '；' || wage_doubt.question, '') || '。' as reason,
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
        when earning.cadre_kind is not null
            then '是' || earning.cadre_kind || '，报酬由' || coalesce(employer.employer_name, '村（社区）或乡镇')
            || '发放，不按单位职工催缴；依据 ' || earning.cadre_row
    end as not_because
from earning
join core.person as person on earning.person_id = person.person_id
join core.standing as standing on person.person_id = standing.person_id
left join core.not_due as exempt on person.person_id = exempt.person_id and exempt.insurance = '110'
left join core.employer as employer on earning.employer_id = employer.employer_id
left join core.covered_employer as covered on earning.employer_id = covered.employer_id
left join core.doubt as doubt on person.person_id = doubt.person_id
left join core.wage_doubt as wage_doubt
    on earning.person_id = wage_doubt.person_id and earning.employer_id = wage_doubt.employer_id
