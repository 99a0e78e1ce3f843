-- 应发短信: lapsed members who are due a message, one a person, and whether a mobile number is known.
--
-- key: case_id

-- Who is exempt stands on no list, who has answered that it is done is claimed: neither is written to. Messages are
-- spread so that a batch every quarter reaches the least number of messages a year.
with waiting as (
    select
        state.case_id,
        state.list_id,
        state.subject_id,
        person.person_name,
        person.sex,
        person.phone,
        state.message_due_on,
        row_number() over (partition by state.subject_id order by state.list_id) as turn
    from cases.state as state
    join published.core.person as person on state.subject_id = person.person_id
    where
        state.state = 'open'
        and state.is_listed
        and state.tier in ('must_join', 'persuade')
        and state.subject_kind = 'person'
        and state.list_id in (select list_id from templates)
        and not exists (
            select 1 from cases.state as messaged
            where messaged.subject_id = state.subject_id and messaged.message_sent_on > $as_of::date - $spread_days
        )
)

select
    case_id,
    list_id,
    subject_id,
    person_name,
    sex,
    coalesce(regexp_full_match(phone, '1[3-9][0-9]{9}'), false) as has_mobile,
    phone,
    message_due_on is null or message_due_on <= $as_of::date - $spread_days as is_new
from waiting
where turn = 1
order by list_id, case_id
