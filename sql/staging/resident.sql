-- 全市人口基本信息: the population file, newest row per number.
--
-- key: person_id

select
    *,
    coalesce(resident_status = '正常', false) as is_normal
from delivered.resident
