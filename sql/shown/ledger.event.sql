-- 案件经过，公布的部分: what of ledger.event is shown.
--
-- key: sequence

-- Each event bears a seal in place of its hashes: of the unmasked text, two guesses at a masked word would tell it.
-- An answer 不需参保 says neither why nor until when (`ledger.case` says why, where anybody may know). Once its term
-- has run out it does not say of whom it was, and a judgement about a secret record never does, nor an answer of a
-- survey, whose subject is no case but a person's number: the row stays, for the seal.
with event_row as (
    select
        *,
        kind in ('answered', 'contacted', 'contradicted', 'closed') and contains(payload, '不需参保') as is_not_due,
        -- The subject of a verdict alone is JSON.
        case
            when kind = 'verdict'
                then list_contains($secret, json_extract_string(subject, '$[1]'))
                or list_contains($secret, json_extract_string(subject, '$[3]'))
            else false
        end as is_secret
    from ledger.event
),

lapsed as (
    select state.subject_id, max(event.sequence) as sequence
    from cases.event as event
    join cases.state as state on event.subject = state.case_id
    where
        event.kind = 'reopened'
        and json_extract_string(event.payload, '$.because') = '不需参保的期限已过，仍在清单'
    group by state.subject_id
),

shown as (
    select
        event_row.*,
        event_row.is_secret or event_row.kind = 'surveyed'
        or (event_row.kind = 'corrected' and state.case_id is null)
        or (event_row.is_not_due and event_row.sequence < lapsed.sequence) is true as is_hidden
    from event_row
    left join cases.state as state on event_row.subject = state.case_id
    left join lapsed on state.subject_id = lapsed.subject_id
)

select
    sequence,
    recorded_at,
    kind,
    case when is_hidden then '' else subject end as subject,
    actor,
    as_of,
    case when not is_hidden then source_file end as source_file,
    case when not is_hidden then source_line end as source_line,
    case
        when is_hidden then '{}'
        when is_not_due then json_merge_patch(payload, '{"reason": null, "until": null}')::varchar
        else payload
    end as payload,
    sha256($case_key || hash) as event_seal
from shown
order by sequence
