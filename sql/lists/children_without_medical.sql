-- 0-7岁儿童未参加医保: vaccinated children who are in no medical insurance.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，孩子参加居民医保，政府补贴大部分，自己只缴一小部分，住院看病能报销，请您尽早为孩子办理。
-- law: 社会保险法 art. 25
-- plan: 盐城 三(三)3
-- needs: child, contribution 390
-- among: 预防接种名单上的儿童
-- priority: 未满3周岁的为2（看病最多），其余为3

with young as (
    select
        child.*,
        person.citizen_id,
        coalesce(person.birth_date, child.birth_date) as born_on,
        (calendar.as_of_yyyymmdd
        - cast(strftime(coalesce(person.birth_date, child.birth_date), '%Y%m%d') as integer)) // 10000 as age,
        case
            when child.confidence = 'review' then '人口登记里有相近的儿童，请先核对是不是同一人'
            when person.citizen_id is null then '没有有效的证件号码，人口登记里也没有找到，请先核对'
            when person.confidence = 'review' then '另有记录可能是同一人，请先核对身份'
        end as question
    from core.child as child
    left join core.person as person on child.person_id = person.person_id
    cross join core.calendar as calendar
)

select
    'person' as subject_kind,
    young.person_id as subject_id,
    coalesce(person.person_name, young.person_name) as subject_name,
    coalesce(
        case when person.town_code <> 'unknown' then person.town_code end,
        case when length(young.area) >= 9 and substr(young.area, 7, 3) <> '000' then left(young.area, 9) end, 'unknown'
    ) as town_code,
    coalesce(
        person.village_code, case when length(young.area) = 12 and right(young.area, 3) <> '000' then young.area end
    ) as village_code,
    case when young.question is not null then 'check_data' else 'persuade' end as tier,
    case
        when 'review' in (young.confidence, coalesce(person.confidence, 'confirmed')) then 'review'
        when 'probable' in (young.confidence, coalesce(person.confidence, 'confirmed')) then 'probable'
        else 'confirmed'
    end as confidence,
    case when young.age < 1 then '未满1周岁' else young.age || '周岁' end || '，未查到本年居民医保缴费'
    || coalesce('；' || young.question, '') || '。' as reason,
    case when young.age < 3 then 2 else 3 end as priority,
    young.source_row || coalesce('; ' || person.source_row, '') as evidence,
    young.age,
    young.guardian_name,
    person.address,
    coalesce(young.phone, person.phone) as phone,
    case
        when young.born_on is null then '出生日期不详'
        when date_diff('day', young.born_on, $as_of::date) <= $child_medical_from_days
            then '出生' || date_diff('day', young.born_on, $as_of::date) || '日，未超过' || $child_medical_from_days || '日'
        when young.age > $child_medical_age_years then '已满' || ($child_medical_age_years + 1) || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.medical_cover is not null then '已有' || standing.medical_cover
    end as not_because
from young
left join core.standing as standing on young.person_id = standing.person_id
left join core.not_due as exempt on young.person_id = exempt.person_id and exempt.insurance = '390'
left join core.person as person on young.person_id = person.person_id
