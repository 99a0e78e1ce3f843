select told.* from core.doubt as told
anti join restricted.secret_person as secret on told.person_id = secret.person_id
order by told.person_id
