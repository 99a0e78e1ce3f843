-- 免缴人员: who is not due for an insurance and why; what is nobody's business reads 不需走访.
--
-- key: person_id, insurance, kind
-- law: 社会保险法 art. 10, 16, 20, 23, 25; 国发〔2014〕8号

select
    person_id,
    insurance,
    case when kind in ('现役军人', '服刑') then '不需走访' else kind end as kind,
    max(case when kind in ('现役军人', '服刑') then null else until_on end) as until_on,
    max(case when kind in ('现役军人', '服刑') then null else source_row end) as source_row
from restricted.exemption_proof
group by person_id, insurance, case when kind in ('现役军人', '服刑') then '不需走访' else kind end
