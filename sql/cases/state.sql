-- 案件状态: where each case stands, folded from its events.
--
-- key: case_id

with case_event as (
    select sequence, kind, subject as case_id, as_of,
        json_transform(payload, '{
            "list_id": "VARCHAR", "subject_kind": "VARCHAR", "subject_id": "VARCHAR", "town_code": "VARCHAR",
            "village_code": "VARCHAR", "tier": "VARCHAR", "confidence": "VARCHAR", "priority": "BIGINT",
            "is_listed": "BOOLEAN", "because": "VARCHAR", "into": "VARCHAR", "until": "DATE", "result": "VARCHAR",
            "reason": "VARCHAR", "note": "VARCHAR", "return_on": "DATE", "contradiction": "VARCHAR"
        }') as content
    from cases.event
    where
        kind in (
            'listed', 'changed', 'reopened', 'claimed', 'closed', 'sent', 'answered', 'contradicted', 'message due',
            'message sent'
        )
),

folded as (
    select
        case_id,
        min(as_of) filter (where kind = 'listed') as listed_on,
        arg_max(content, sequence) filter (where content.list_id is not null) as facts,
        arg_max(content.is_listed, sequence) filter (where content.is_listed is not null) as is_listed,
        max(sequence) filter (where kind in ('listed', 'reopened')) as opened_sequence,
        max(as_of) filter (where kind in ('listed', 'reopened')) as case_opened_on,
        arg_max(kind, sequence) filter (where kind in ('listed', 'reopened', 'claimed', 'closed')) as stand,
        arg_max(as_of, sequence) filter (where kind in ('listed', 'reopened', 'claimed', 'closed')) as state_on,
        arg_max(content, sequence) filter (where kind in ('listed', 'reopened', 'claimed', 'closed')) as decision,
        max(sequence) filter (where kind = 'answered') as answered_sequence,
        arg_max(content, sequence) filter (where kind = 'answered') as answer,
        arg_max(as_of, sequence) filter (where kind = 'answered') as answered_on,
        count(*) filter (where kind = 'answered') as visits,
        max(sequence) filter (where kind = 'contradicted') as contradicted_sequence,
        arg_max(content, sequence) filter (where kind = 'contradicted') as against,
        arg_max(as_of, sequence) filter (where kind = 'contradicted') as last_contradicted_on,
        max(sequence) filter (where kind = 'sent') as sent_sequence,
        max(as_of) filter (where kind = 'sent') as sent_on,
        count(*) filter (where kind = 'sent') as times_sent,
        count(*) filter (where kind = 'reopened') as times_reopened,
        max(as_of) filter (where kind = 'reopened') as reopened_on,
        max(as_of) filter (where kind = 'message due') as message_due_on,
        max(as_of) filter (where kind = 'message sent') as message_sent_on,
        count(*) filter (where kind = 'message sent' and year(as_of) = year($as_of::date)) as messages_this_year
    from case_event
    group by case_id
),

standing as (
    select
        *,
        stand not in ('claimed', 'closed')
        and contradicted_sequence > greatest(opened_sequence, coalesce(answered_sequence, 0)) as is_contradicted
    from folded
)

select
    case_id,
    facts.list_id, facts.subject_kind, facts.subject_id, facts.town_code, facts.village_code, facts.tier,
    facts.confidence, facts.priority,
    case stand when 'claimed' then 'claimed' when 'closed' then 'closed' else 'open' end as state,
    state_on, listed_on, is_listed, case_opened_on, opened_sequence, sent_on, sent_sequence, times_sent, visits,
    answered_sequence,
    answered_on,
    answer.result,
    answer.reason as result_reason,
    answer.note as result_note,
    -- A case that was opened again since is due at once, whatever was answered before.
    case when answered_sequence > opened_sequence then answer.return_on end as return_on,
    case when stand = 'claimed' then decision.until end as claim_waits_until,
    case when stand = 'closed' then state_on end as case_closed_on,
    case when stand = 'closed' then decision.because end as closed_because,
    case when stand = 'closed' then decision.reason end as closed_reason,
    case when stand = 'closed' then decision.until end as closed_until,
    case when stand = 'closed' then decision.into end as merged_into,
    -- An answer that the data contradict is said until the case is answered otherwise, settled or opened anew.
    case when is_contradicted then last_contradicted_on end as contradicted_on,
    case when is_contradicted then against.reason end as contradicted_reason,
    case when is_contradicted then against.contradiction end as contradiction,
    reopened_on,
    times_reopened,
    message_due_on,
    message_sent_on,
    messages_this_year
from standing
-- A case begins by being listed.
where listed_on is not null
