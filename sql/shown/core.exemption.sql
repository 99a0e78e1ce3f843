-- 免缴人员，公布的部分: what of core.exemption is shown.
--
-- key: person_id, insurance, kind

select shown.* from core.exemption as shown
anti join restricted.secret_person as secret on shown.person_id = secret.person_id
order by shown.person_id, shown.insurance, shown.kind
