-- 人口规模: how many people the data know, against which a target that was set for another size is told apart.
--
-- key: area_code

select $region_code as area_code, count(*)::bigint as people from core.person
