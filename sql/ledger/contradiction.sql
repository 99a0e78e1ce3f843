-- 与反馈不符的数据: what the data hold against an answer 不需参保, of whom is on a list; by what the answer says.
--
-- key: subject_kind, subject_id, kind

select subject_kind, subject_id, kind, last_seen_in, contradiction from cases.contradiction
order by subject_kind, subject_id, kind
