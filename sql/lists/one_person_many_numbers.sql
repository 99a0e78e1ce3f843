-- 一人多号一号多人: people under two member numbers of one bureau, and ID numbers under which two people stand.
--
-- key: subject_id
-- tier: check_data
-- law: 社会保险法 art. 58
-- plan: 阜宁 三(一)3
-- needs: member
-- among: 同一险种有两个以上个人编号，或同一身份号码下有不同姓名的人员
-- priority: 一号多人为3，一人多号为4

with several as (
    select * from core.member_number
    qualify row_number() over (partition by person_id order by issuer, insurance) = 1
),

asked as (
    select person_id from several
    union
    select person_id from restricted.other_name
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    'check_data' as tier,
    person.confidence,
    case
        when several.person_id is not null
            then '同一险种（' || several.insurance || '）有' || several.number_count || '个个人编号：'
            || several.member_id || '、' || several.other_member_id
        else ''
    end
    || case when several.person_id is not null and other.is_other_person then '；' else '' end
    || case
        when other.is_other_person then '同一身份号码下另有姓名' || other.other_name || '，与登记姓名不是同一个名字'
        else ''
    end || '。' as reason,
    case when other.is_other_person then 3 else 4 end as priority,
    substr(
        coalesce('; ' || several.source_row || '; ' || several.other_source_row, '')
        || coalesce(case when other.is_other_person then '; ' || other.source_row end, '')
        || coalesce('; ' || person.source_row, ''), 3
    ) as evidence,
    several.insurance,
    several.member_id,
    several.other_member_id,
    case when other.is_other_person then other.other_name end as other_name,
    case
        when several.person_id is null and not other.is_other_person
            then other.names_compared || '（' || other.other_name || '），不算另一个人'
    end as not_because
from asked
left join several on asked.person_id = several.person_id
left join restricted.other_name as other on asked.person_id = other.person_id
join core.person as person on asked.person_id = person.person_id
