-- 待核人员，公布的部分: what of core.doubt is shown.
--
-- key: person_id

select shown.* from core.doubt as shown
anti join restricted.secret_person as secret on shown.person_id = secret.person_id
order by shown.person_id
