-- 更正: the telephone or address that workers gave of a subject where the departments still say what was corrected.
--
-- key: subject_kind, subject_id

-- `correction` holds the events (ledger/corrections.py). One to nothing says that the number is no longer used.
-- Whoever goes by another number since is found by the case.
with meant as (
    select
        correction.subject_kind,
        coalesce(lead.subject_id, correction.subject_id) as subject_id,
        correction."column" as which,
        correction.value as corrected_to,
        coalesce(correction.was, '') as was,
        correction.sequence
    from correction
    left join lists."all" as lead on correction.case_id = lead.case_id
),

standing as (
    select * from meant
    qualify row_number() over (partition by subject_kind, subject_id, which order by sequence desc) = 1
)

select
    subject_kind,
    subject_id,
    max(corrected_to) filter (where which = 'phone') as phone,
    max(was) filter (where which = 'phone') as phone_was,
    max(corrected_to) filter (where which = 'address') as address,
    max(was) filter (where which = 'address') as address_was
from standing
group by subject_kind, subject_id
order by subject_kind, subject_id
