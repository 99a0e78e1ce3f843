-- 本县的单位: the employers of a county.
--
-- key: employer_id

select employer_id from core.employer
where starts_with(town_code, $part)
union
select subject_id from cut.lead
where subject_kind = 'employer'
