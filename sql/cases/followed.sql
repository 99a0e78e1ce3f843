-- 更换编号的对象: who goes by another number tonight: the subject that holds its records, or whose number holds its old one.
--
-- key: subject_kind, former_id

-- `cases.former` holds the records that the vanished subjects had in the last publication, `cases.renumbered` those
-- whose number was mended by a digit.
with meant as (
    select 'employer' as subject_kind, extract, record_id, employer_id as subject_id from matches.employer
    union all
    select 'person', extract, record_id, person_id from matches.person
    union all
    select 'person', extract, record_id, person_id from matches.child
    union all
    select 'project', extract, record_id, project_id from matches.project
),

-- An organisation code stands within the code that replaced it, a registration number beside it in the registry.
successor as (
    select former.subject_kind, former.former_id, meant.subject_id, count(*) as votes
    from cases.former as former
    join meant
        on former.subject_kind = meant.subject_kind and former.extract = meant.extract
        and former.record_id = meant.record_id
    group by former.subject_kind, former.former_id, meant.subject_id
    union all
    select 'employer', vanished.subject_id, meant.employer_id, 1
    from cases.vanished as vanished
    join (select distinct employer_id from matches.employer where length(employer_id) = 18) as meant
        on substr(meant.employer_id, 9, 9) = case
            when vanished.subject_id like 'org:%' then substr(vanished.subject_id, 5)
            when vanished.subject_id like 'tax:_______________' then right(vanished.subject_id, 9)
        end
    where vanished.subject_kind = 'employer'
    union all
    select 'employer', vanished.subject_id, meant.employer_id, 1
    from cases.vanished as vanished
    join staging.business as business on vanished.subject_id = 'reg:' || business.registration_no
    join matches.employer as meant
        on meant.extract = 'business' and meant.record_id = business.employer_record
    where vanished.subject_kind = 'employer'
    union all
    select 'person', former_id, subject_id, 1 from cases.renumbered
),

counted as (
    select subject_kind, former_id, subject_id, sum(votes) as votes from successor
    group by subject_kind, former_id, subject_id
)

select subject_kind, former_id, subject_id from counted
-- Where its records went two ways alike nobody knows whom the case means: it stays where it is.
qualify
    row_number() over (partition by subject_kind, former_id order by votes desc, subject_id) = 1
    and votes > coalesce(
        lead(votes) over (partition by subject_kind, former_id order by votes desc, subject_id), 0
    )
