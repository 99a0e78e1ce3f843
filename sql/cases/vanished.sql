-- 不再出现的对象: subjects of cases that no record means tonight; they may go by another number now.
--
-- key: subject_kind, subject_id

with meant as (
    select 'employer' as subject_kind, employer_id as subject_id from matches.employer
    union
    select 'person', person_id from matches.person
    union
    select 'person', person_id from matches.child
    union
    select 'project', project_id from matches.project
)

select distinct state.subject_kind, state.subject_id
from cases.state as state
anti join meant on state.subject_kind = meant.subject_kind and state.subject_id = meant.subject_id
