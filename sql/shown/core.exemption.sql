select told.* from core.exemption as told
anti join restricted.secret_person as secret on told.person_id = secret.person_id
order by told.person_id, told.insurance, told.kind
