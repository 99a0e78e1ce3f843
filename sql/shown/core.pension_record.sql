-- 职工养老缴费记录，公布的部分: what of core.pension_record is shown.
--
-- key: person_id

-- Why somebody left: the army (6303), a school (6304) and a sentence (6305) read alike. Of the young, credited months
-- tell of the army.
select
    * replace (
        case when stop_reason not in ('6303', '6304', '6305') then stop_reason end as stop_reason,
        null::integer as credited_months,
        null::bigint as counted_months
    )
from core.pension_record
order by person_id
