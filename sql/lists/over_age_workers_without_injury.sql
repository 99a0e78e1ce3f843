-- 超龄在岗人员未参加工伤: people past retirement who work for a wage and whom nobody insures against injury at work.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您到了退休年龄还在上班，单位可以单独为您参加工伤保险，费用不多，万一受伤治疗和补偿有着落，请您和单位说一说，我们帮您办。
-- law: 工伤保险条例 art. 2
-- plan: 盐城 二; 武义 二
-- needs: wage, contribution 410
-- among: 近期有计入工资、已过退休时间的人员
-- priority: 建筑、采矿冶金建材单位的为2（受伤风险较高），其余为3

-- Somebody with several employers is visited once, about the one that pays most.
with earning as (
    select * from core.wage_earner
    qualify row_number() over (partition by person_id order by wage_yuan desc, employer_id) = 1
),

-- Whoever draws a pension, is insured or registered elsewhere is hurt at work all the same.
exempt as (
    select
        person_id,
        '免缴：' || kind || coalesce('（至' || strftime(until_on, '%Y年%m月%d日') || '）', '')
        || coalesce('；依据 ' || source_row, '') as because
    from core.exemption
    where insurance = '310' and kind not in ('出国（境）', '户口注销', '异地参加职工医保', '异地参加居民医保')
    qualify row_number() over (partition by person_id order by kind) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.pension_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    person.age || '周岁，已过退休时间，在' || coalesce(employer.employer_name, '（单位名称不详）') || '领取工资，最近一次'
    || strftime(earning.last_wage_in, '%Y年%m月') || '，未查到近期工伤保险申报，单位可为其单独参加工伤保险（至'
    || $over_age_injury_until || '周岁）' || coalesce('；' || doubt.pension_question, '') || '。' as reason,
    case when employer.industry_group in ('建筑', '煤矿/矿山/冶金/建材') then 2 else 3 end as priority,
    earning.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    earning.employer_id,
    employer.employer_name,
    earning.last_wage_in,
    person.address,
    person.phone,
    case
        when $over_age_injury_until = 0 then '本地区没有超龄人员单独参加工伤保险的规定'
        when person.age >= $over_age_injury_until then '已满' || $over_age_injury_until || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.injury_declared_in is not null
            then '近期已参加工伤保险，申报到' || strftime(standing.injury_declared_in, '%Y年%m月')
    end as not_because
from earning
join core.person as person on earning.person_id = person.person_id and person.retires_late_on <= $as_of::date
join core.standing as standing on earning.person_id = standing.person_id
left join exempt on earning.person_id = exempt.person_id
left join core.employer as employer on earning.employer_id = employer.employer_id
left join core.doubt as doubt on earning.person_id = doubt.person_id
