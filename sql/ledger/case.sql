-- 案件: every lead that was ever listed, and where it stands.
--
-- key: case_id

select
    case_id,
    list_id,
    subject_kind,
    subject_id,
    town_code,
    village_code,
    tier,
    priority,
    state,
    state_on,
    listed_on,
    is_listed,
    sent_on,
    times_sent,
    visits,
    answered_on,
    result,
    -- What is nobody's business stays in the ledger itself.
    case when result_reason in ('现役军人', '服刑人员') then '不需走访' else result_reason end as result_reason,
    return_on,
    case_closed_on,
    closed_because,
    closed_until,
    contradicted_on,
    case when contradicted_reason in ('现役军人', '服刑人员') then '不需走访' else contradicted_reason end
        as contradicted_reason,
    contradiction,
    reopened_on,
    times_reopened,
    messages_this_year
from cases.state
order by subject_id, case_id -- sql/explain/block.sql says why
