-- 应下发案件: the open cases that a town is to be asked about: not answered yet, opened again, or time to return.
--
-- key: case_id

select case_id, list_id, subject_id, case_opened_on, sent_on,
    sent_sequence is null or sent_sequence < greatest(opened_sequence, coalesce(answered_sequence, 0)) as is_to_send,
    -- Since when it is news.
    greatest(case_opened_on, return_on) as due_from
from cases.state
where
    state = 'open'
    and is_listed
    and tier in ('must_join', 'persuade')
    and (answered_sequence is null or answered_sequence < opened_sequence or return_on <= $as_of::date)
