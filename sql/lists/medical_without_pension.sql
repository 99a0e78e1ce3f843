-- 参加职工医保未参加职工养老: people whose unit declares their medical insurance and not their pension.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，单位已经为您参加了职工医保，法律规定养老保险也要一起参加，请您问一问单位，需要的话我们帮您催办。
-- law: 社会保险法 art. 10, 58, 60
-- plan: 阜宁 三(三)1
-- needs: contribution 110, contribution 310
-- among: 近期由单位申报职工医保的人员
-- priority: 近三个月医保都已申报的（最确凿）为1，其余为2，须先核对的为4

with declared as (
    select * from core.unit_declaration
    where insurance = '310'
    qualify row_number() over (partition by person_id order by last_declared_in desc, employer_id) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when coalesce(doubt.enforcement_question, token.token_question) is not null then 'check_data' else 'must_join'
    end as tier,
    person.confidence,
    coalesce(employer.employer_name, '（单位名称不详）') || '近期为其申报职工医保' || declared.recent_declared_months || '个月，申报到'
    || strftime(declared.last_declared_in, '%Y年%m月') || '，未查到近期职工养老保险参保缴费'
    || coalesce('；' || doubt.enforcement_question, '；' || token.token_question, '') || '。' as reason,
    case
        when coalesce(doubt.enforcement_question, token.token_question) is not null then 4
        when declared.recent_declared_months >= $recent_months then 1 else 2
    end as priority,
    declared.source_row || coalesce('; ' || person.source_row, '') as evidence,
    declared.employer_id,
    employer.employer_name,
    declared.recent_declared_months,
    declared.last_declared_in,
    person.address,
    person.phone,
    case
        when exempt.person_id is not null then exempt.because
        when standing.pension_declared_in is not null
            then '近期已参保，职工（机关）养老申报到' || strftime(standing.pension_declared_in, '%Y年%m月')
    end as not_because
from declared
join core.standing as standing on declared.person_id = standing.person_id
left join core.not_due as exempt on declared.person_id = exempt.person_id and exempt.insurance = '110'
join core.person as person on declared.person_id = person.person_id
left join core.employer as employer on declared.employer_id = employer.employer_id
left join core.doubt as doubt on declared.person_id = doubt.person_id
left join core.token_wage as token on declared.person_id = token.person_id
