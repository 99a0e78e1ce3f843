-- 案件，公布的部分: what of ledger.case is shown.
--
-- key: case_id

-- Until when a case is closed tells why: a year a sentence, two years the army. So no day is shown, and where the term
-- has run out nothing of the answer, whose day and the day of the reopening would tell it as well.
with lapsed as (
    select distinct subject_id from cases.state
    where case_id in (
        select subject from cases.event
        where kind = 'reopened' and json_extract_string(payload, '$.because') = '不需参保的期限已过，仍在清单'
    )
),

shown as (
    select ledger_case.*, lapsed.subject_id is not null and ledger_case.result = '不需参保' as is_over
    from ledger."case" as ledger_case
    left join lapsed on ledger_case.subject_id = lapsed.subject_id
)

select
    * exclude (closed_until, is_over) replace (
        case when not is_over or state <> 'closed' then state_on end as state_on,
        case when not is_over then answered_on end as answered_on,
        case when not is_over then result end as result,
        case when not is_over then result_reason end as result_reason,
        case when not is_over then case_closed_on end as case_closed_on
    )
from shown
order by subject_id, case_id
