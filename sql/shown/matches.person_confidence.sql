-- 人员认定可信度，公布的部分: what of matches.person_confidence is shown.
--
-- key: person_id

select told.* from matches.person_confidence as told
anti join restricted.secret_person as secret on told.person_id = secret.person_id
order by told.person_id
