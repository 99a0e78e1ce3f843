-- 45周岁以下未参保居民: residents of 16 to 44 registered here who are in no pension insurance.
--
-- key: subject_id
-- tier: persuade
-- law: 国发〔2014〕8号; 社会保险法 art. 20
-- plan: 盐城 三(二)2; 阜宁 三(三)1; 玉溪
-- needs: resident, member 110, member 170

select
    subject_kind,
    subject_id,
    subject_name,
    town_code,
    village_code,
    tier,
    confidence,
    reason,
    case when age >= 55 then 1 when age >= 45 then 2 when age >= 30 then 3 else 4 end as priority,
    evidence,
    age,
    sex,
    address,
    phone
from core.unenrolled_resident as person
anti join lists.waged_uninsured_people as waged on person.subject_id = waged.subject_id
where person.age >= $working_age_years and person.age < $older_resident_age_years
