-- 生效文书确认劳动关系未参保: workers whose employer a ruling names and who were never insured through it.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，文书已经确认您和单位的劳动关系，法律规定单位要为您补办社会保险，请您带上文书和我们联系，我们帮您催单位补缴。
-- law: 社会保险法 art. 58, 63, 86
-- plan: 武义 三(二)5
-- needs: labour_ruling, insured_unit, contribution 110
-- among: 有生效文书确认劳动关系的人员
-- priority: 应当参保的关系满12个月为1，不满为2；须先核对的为4

with asked as (
    select
        ruling.*,
        case
            when person.citizen_id is null or person.confidence = 'review' then doubt.question
            when ruling.is_employer_waiting or (
                ruling.declared_elsewhere_months > 0
                and (ruling.employer_id is null or employer.confidence = 'review')
            ) then '文书所称单位可能另有参保登记，请先核对单位'
            when ruling.starts_on < ruling.contribution_from
                then '缴费明细从' || strftime(ruling.contribution_from, '%Y年%m月') || '起，此前是否参保须先核对'
            else doubt.enforcement_question
        end as desk_question
    from core.ruling as ruling
    join core.person as person on ruling.person_id = person.person_id
    left join core.doubt as doubt on ruling.person_id = doubt.person_id
    left join core.employer as employer on ruling.employer_id = employer.employer_id
),

-- Of somebody's rulings the one that nobody has followed, and of those the one that is sure, about most months.
ruling as (
    select * from asked
    qualify row_number() over (
        partition by person_id
        order by (declared_months = 0) desc, (desk_question is null) desc, relation_months desc, ruling_id
    ) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when ruling.desk_question is not null then 'check_data' else 'must_join' end as tier,
    case
        when ruling.is_employer_waiting then 'review'
        when ruling.is_employer_by_name and person.confidence = 'confirmed' then 'probable' else person.confidence
    end as confidence,
    '生效文书' || ruling.ruling_id || '确认' || strftime(ruling.starts_on, '%Y年%m月%d日') || '起'
    || coalesce('至' || strftime(ruling.ends_on, '%Y年%m月%d日'), '') || '与' || ruling.employer_name
    || '有劳动关系（到上月' || ruling.relation_months || '个月），未查到该单位为其申报职工养老保险'
    || coalesce('；' || ruling.desk_question, '') || '。' as reason,
    case when ruling.desk_question is not null then 4 when ruling.relation_months >= 12 then 1 else 2 end as priority,
    ruling.source_row || coalesce('; ' || person.source_row, '') as evidence,
    ruling.ruling_id,
    ruling.employer_id,
    ruling.employer_name,
    ruling.starts_on,
    ruling.ends_on,
    ruling.relation_months,
    person.address,
    person.phone,
    case
        when ruling.declared_months > 0 then '该单位在劳动关系期间已为其申报职工养老保险' || ruling.declared_months || '个月'
        when exempt.person_id is not null then exempt.because
    end as not_because
from ruling
left join core.not_due as exempt on ruling.person_id = exempt.person_id and exempt.insurance = '110'
join core.person as person on ruling.person_id = person.person_id
