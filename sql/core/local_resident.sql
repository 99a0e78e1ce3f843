-- 本地居民: normal residents registered here, of any age, and the pension insurance they are in; the lists cut by age.
--
-- key: subject_id

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case
        when person.citizen_id is null or standing.active_pension_declared_in is not null
            or standing.resident_pension_paid_for >= calendar.active_from or person.confidence = 'review'
            then 'check_data'
        else 'persuade'
    end as tier,
    person.confidence,
    person.age || '周岁，户籍在本地，未查到职工养老、机关养老或居民养老参保登记'
    || case
        when person.citizen_id is null then '；证件号码无法校验，请先核对数据'
        when standing.active_pension_declared_in is not null
            or standing.resident_pension_paid_for >= calendar.active_from then '；但近一年有养老保险缴费，请先核对数据'
        when person.confidence = 'review' then '；另有记录可能是同一人，请先核对身份'
        else ''
    end || '。' as reason,
    person.source_row as evidence,
    case
        when standing.is_enrolled_110 then '职工养老' when standing.is_enrolled_120 then '机关养老'
        when standing.is_enrolled_170 then '居民养老'
    end as enrolled_in,
    standing.draws,
    person.age,
    person.sex,
    person.address,
    person.phone
from core.person as person
join core.standing as standing on person.person_id = standing.person_id
cross join core.calendar as calendar
where person.is_normal_resident and person.is_registered_here
