-- 文书记录（单位）: the last letter that an employer was sent about a case that is still open, and whether its day has passed.
--
-- key: employer_id

with waiting as (
    select
        subject_id as employer_id, sequence, notice_step, notice_next_step, notice_number, notice_issued_on,
        notice_due_on, row_number() over (partition by subject_id order by sequence desc) as turn
    from cases.notice
    where is_waiting
),

counted as (select employer_id, count(distinct notice_number) as notices from waiting group by employer_id)

-- After the last step nothing follows, and what asks for nothing has no day.
select
    waiting.employer_id,
    counted.notices,
    waiting.notice_step,
    waiting.notice_next_step,
    waiting.notice_number,
    waiting.notice_issued_on,
    waiting.notice_due_on,
    coalesce(waiting.notice_due_on < $as_of::date and waiting.notice_next_step is not null, false) as has_notice_passed
from waiting
join counted on waiting.employer_id = counted.employer_id
where waiting.turn = 1
