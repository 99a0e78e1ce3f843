-- 免缴，公布的部分: what of core.not_due is shown.
--
-- key: person_id, insurance

select told.* from core.not_due as told
anti join restricted.secret_person as secret on told.person_id = secret.person_id
order by told.person_id, told.insurance, told.kind
