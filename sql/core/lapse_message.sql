-- 断保提醒: how many messages the members who lapsed have been sent this year.
--
-- key: person_id

select known.subject_id as person_id, state.messages_this_year
from cases.known as known
join cases.state as state on known.case_id = state.case_id
where known.list_id = 'lapsed_members'
