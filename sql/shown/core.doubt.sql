-- 待核人员，公布的部分: what of core.doubt is shown.
--
-- key: person_id

select told.* from core.doubt as told
anti join restricted.secret_person as secret on told.person_id = secret.person_id
order by told.person_id
