-- 参加职工养老未参加工伤、失业: people whose unit declares their pension and not their injury or unemployment insurance.
--
-- key: subject_id
-- tier: must_join / check_data
-- say: 您好，单位已经为您参加了养老保险，法律规定工伤、失业保险也要一起参加，请您问一问单位，需要的话我们帮您催办。
-- law: 社会保险法 art. 33, 44, 58, 60; 工伤保险条例 art. 2
-- plan: 乌海 三, 四(四)1
-- needs: contribution 110, contribution 210, contribution 410, insured_unit 210, insured_unit 410
-- among: 近期由单位申报职工养老的人员
-- priority: 没有工伤保险的为1，只缺失业保险的为2，须先核对的为4

with unit as (
    select
        employer_id,
        bool_or(insurance = '410' and is_active) as has_injury,
        bool_or(insurance = '210' and is_active) as has_unemployment
    from core.employer_insurance
    group by employer_id
),

-- Of several units the last to declare is named; that any of them takes an insurance is enough to ask for it.
declared as (
    select
        declaration.*,
        max(case when unit.has_injury then 1 else 0 end) over (partition by declaration.person_id) = 1 as has_injury,
        max(case when unit.has_unemployment then 1 else 0 end) over (partition by declaration.person_id) = 1
            as has_unemployment
    from core.unit_declaration as declaration
    left join unit on declaration.employer_id = unit.employer_id
    where declaration.insurance = '110'
    qualify row_number() over (
        partition by declaration.person_id order by declaration.last_declared_in desc, declaration.employer_id
    ) = 1
),

asked as (
    select
        declared.*,
        standing.injury_declared_in is null as lacks_injury,
        case
            when standing.injury_declared_in is null and standing.unemployment_declared_in is null then '工伤、失业保险'
            when standing.injury_declared_in is null then '工伤保险'
            when standing.unemployment_declared_in is null then '失业保险'
        end as missing_insurances,
        case
            when coalesce(doubt.pension_question, doubt.outsider_question) is not null
                then coalesce(doubt.pension_question, doubt.outsider_question)
            when dispatched.person_id is not null then '是劳务派遣人员，用工单位可能已为其参保，请先核对'
            when not (
                (standing.injury_declared_in is null and declared.has_injury)
                or (standing.unemployment_declared_in is null and declared.has_unemployment)
            ) then '单位没有在参保状态的所缺险种，见选择性参保单位清单'
        end as question,
        dispatched.source_row as dispatch_row
    from declared
    join core.standing as standing on declared.person_id = standing.person_id
    left join core.dispatched_person as dispatched on declared.person_id = dispatched.person_id
    left join core.doubt as doubt on declared.person_id = doubt.person_id
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when asked.question is not null then 'check_data' else 'must_join' end as tier,
    person.confidence,
    coalesce(employer.employer_name, '（单位名称不详）') || '近期为其申报职工养老保险' || asked.recent_declared_months || '个月，申报到'
    || strftime(asked.last_declared_in, '%Y年%m月') || '，未查到近期' || asked.missing_insurances || '申报'
    || coalesce('；' || asked.question, '') || '。' as reason,
    case when asked.question is not null then 4 when asked.lacks_injury then 1 else 2 end as priority,
    asked.source_row || coalesce('; ' || asked.dispatch_row, '') || coalesce('; ' || person.source_row, '') as evidence,
    asked.employer_id,
    employer.employer_name,
    asked.missing_insurances,
    asked.recent_declared_months,
    asked.last_declared_in,
    person.address,
    person.phone,
    case
        when asked.missing_insurances is null then '近期工伤、失业保险都已申报'
        when exempt.person_id is not null then exempt.because
    end as not_because
from asked
left join core.not_due as exempt on asked.person_id = exempt.person_id and exempt.insurance = '110'
join core.person as person on asked.person_id = person.person_id
left join core.employer as employer on asked.employer_id = employer.employer_id
