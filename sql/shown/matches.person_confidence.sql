-- 人员认定可信度，公布的部分: what of matches.person_confidence is shown.
--
-- key: person_id

select linked.* from matches.person_confidence as linked
anti join restricted.secret_person as secret on linked.person_id = secret.person_id
order by linked.person_id
