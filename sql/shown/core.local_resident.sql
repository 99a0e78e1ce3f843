-- 本地居民，公布的部分: what of core.local_resident is shown.
--
-- key: subject_id

-- A soldier is struck off the register and a prisoner is not: neither is among those counted here.
select resident.* from core.local_resident as resident
anti join restricted.hushed_person as hushed on resident.subject_id = hushed.person_id
order by resident.subject_id
