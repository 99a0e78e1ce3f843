-- 应发短信: who is due a message, people and employers, one a number, and whether a mobile number is known.
--
-- key: case_id

-- Who is exempt stands on no list, who has answered that it is done is claimed: neither is written to for a list, but
-- of a claim that is about to expire (`expiring_claims`). A list's messages are spread so that a batch every quarter
-- reaches the least number of messages a year; over all of them no subject and no number is written to more often than
-- `$most_days` allow.
with meant as (
    select
        state.*,
        coalesce(person.person_name, employer.employer_name) as called_name,
        person.sex,
        coalesce(person.phone, employer.phone) as phone
    from cases.state as state
    left join published.core.person as person
        on state.subject_kind = 'person' and state.subject_id = person.person_id
    left join published.core.employer as employer
        on state.subject_kind = 'employer' and state.subject_id = employer.employer_id
    where coalesce(person.person_id, employer.employer_id) is not null
),

written_to as (
    select subject_id, phone, max(message_sent_on) as last_on from meant
    where message_sent_on is not null
    group by subject_id, phone
),

asked as (
    select *, list_id as text_id from meant
    where
        state = 'open' and list_id in (select list_id from templates)
        -- What a person has yet to link is no fact to write about.
        and (subject_kind = 'person' or confidence <> 'review')
    union all
    select *, 'expiring_claims' from meant
    where
        state = 'claimed' and 'expiring_claims' in (select list_id from templates)
        and claim_waits_until between $as_of::date and $as_of::date + $claim_reminder_days::integer
        -- Once a claim.
        and (message_sent_on is null or message_sent_on < state_on)
),

waiting as (
    select
        asked.*,
        row_number() over (partition by subject_id order by text_id = 'expiring_claims' desc, text_id, case_id) as turn
    from asked
    where
        is_listed and tier in ('must_join', 'persuade')
        and not exists (
            select 1 from written_to
            where
                written_to.subject_id = asked.subject_id
                and written_to.last_on > $as_of::date
                    - case asked.text_id when 'expiring_claims' then $most_days::integer else $spread_days::integer end
        )
        -- One telephone may be several people's, an employer's and its owner's.
        and not exists (
            select 1 from written_to
            where written_to.phone = asked.phone and written_to.last_on > $as_of::date - $most_days::integer
        )
),

once as (
    select *, row_number() over (partition by coalesce(phone, case_id) order by text_id, case_id) as turn_of_number
    from waiting
    where turn = 1
)

select
    case_id,
    text_id as list_id,
    subject_kind,
    subject_id,
    called_name,
    sex,
    coalesce(regexp_full_match(phone, '1[3-9][0-9]{9}'), false) as has_mobile,
    phone,
    message_due_on is null or message_due_on <= $as_of::date - $spread_days::integer as is_new
from once
where turn_of_number = 1 or not coalesce(regexp_full_match(phone, '1[3-9][0-9]{9}'), false)
order by text_id, case_id
