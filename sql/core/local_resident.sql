-- 本地居民: normal residents registered here, of any age, and the pension insurance they are in; the lists cut by age.
--
-- key: subject_id

with residence as (
    select
        person.*,
        case
            when standing.is_enrolled_110 then '职工养老' when standing.is_enrolled_120 then '机关养老'
            when standing.is_enrolled_170 then '居民养老'
        end as enrolled_in,
        standing.draws,
        -- Paid for, and yet on no book: somebody's number or the member file is wrong. Whoever left the books this
        -- year has paid before.
        standing.pension_declared_in is not null
        or standing.resident_pension_paid_for >= calendar.active_from
        or (standing.active_pension_declared_in is not null and record.person_id is null) as is_contradicted,
        doubt.resident_question
    from core.person as person
    join core.standing as standing on person.person_id = standing.person_id
    cross join core.calendar as calendar
    left join core.pension_record as record on person.person_id = record.person_id
    left join core.doubt as doubt on person.person_id = doubt.person_id
    where person.is_normal_resident and person.is_registered_here
)

select
    'person' as subject_kind,
    person_id as subject_id,
    person_name as subject_name,
    town_code,
    village_code,
    case
        when is_contradicted or resident_question is not null then 'check_data' else 'persuade'
    end as tier,
    confidence,
    age || '周岁，户籍在本地，未查到职工养老、机关养老或居民养老参保登记'
    || case
        when citizen_id is null then '；证件号码无法校验，请先核对数据'
        when is_contradicted then '；但近期有养老保险缴费，请先核对数据'
        else coalesce('；' || resident_question, '')
    end || '。' as reason,
    source_row as evidence,
    enrolled_in,
    draws,
    age,
    sex,
    address,
    phone
from residence
