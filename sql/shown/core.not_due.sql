-- 免缴，公布的部分: what of core.not_due is shown.
--
-- key: person_id, insurance

select reason_not_due.* from core.not_due as reason_not_due
anti join restricted.secret_person as secret on reason_not_due.person_id = secret.person_id
order by reason_not_due.person_id, reason_not_due.insurance, reason_not_due.kind
