-- 与反馈不符的数据: what tonight's data hold against an answer 不需参保, of whom is on a list; by what the answer says.
--
-- key: subject_kind, subject_id, kind

-- `last_seen_in` is the month of what speaks against the answer.
with said as (
    select subject_kind, subject_id, kind, last_seen_in, contradiction from cases.employer_contradiction
    union all
    select subject_kind, subject_id, kind, last_seen_in, contradiction from cases.person_contradiction
)

select
    subject_kind,
    subject_id,
    kind,
    last_seen_in,
    contradiction || coalesce('，最近是' || strftime(last_seen_in, '%Y年%m月'), '') as contradiction
from said
