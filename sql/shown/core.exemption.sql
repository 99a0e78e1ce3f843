-- 免缴人员，公布的部分: what of core.exemption is shown.
--
-- key: person_id, insurance, kind

select told.* from core.exemption as told
anti join restricted.secret_person as secret on told.person_id = secret.person_id
order by told.person_id, told.insurance, told.kind
