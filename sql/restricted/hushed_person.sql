-- 不需走访人员: who is left alone for what is nobody's business.
--
-- key: person_id

select distinct person_id from core.exemption
where kind = '不需走访'
order by person_id
