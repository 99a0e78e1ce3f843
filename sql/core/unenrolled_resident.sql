-- 未参保居民: residents registered here and in no pension insurance, of any age; the lists cut by age.
--
-- key: subject_id

with covered as (
    select distinct coverage.person_id from core.coverage_month as coverage
    cross join core.calendar as calendar
    where
        coverage.insurance in ('110', '120', '170') and coverage.is_declared
        and coverage.period between calendar.active_from and calendar.last_month
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case
        when person.citizen_id is null or covered.person_id is not null or person.confidence = 'review'
            then 'check_data'
        else 'persuade'
    end as tier,
    person.confidence,
    person.age || '周岁，户籍在本地，未查到职工养老、机关养老或居民养老参保登记'
    || case
        when person.citizen_id is null then '；证件号码无法校验，请先核对数据'
        when covered.person_id is not null then '；但近一年有养老保险缴费，请先核对数据'
        when person.confidence = 'review' then '；另有记录可能是同一人，请先核对身份'
        else ''
    end || '。' as reason,
    person.source_row as evidence,
    person.age,
    person.sex,
    person.address,
    person.phone
from core.person as person
left join covered on person.person_id = covered.person_id
where
    person.is_normal_resident and person.is_registered_here
    and person.person_id not in (
        select enrolment.person_id from core.enrolment as enrolment where enrolment.insurance in ('110', '120', '170')
    )
    and person.person_id not in (select exempt.person_id from core.exemption as exempt where exempt.insurance = '170')
