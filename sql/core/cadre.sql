-- 村（社区）干部和公益岗位人员: who is on such a roster today and is paid for it by a government or a committee.
--
-- key: person_id, employer_id
-- law: 社会保险法 art. 10

-- An allowance for an office that no labour contract stands behind: such a person is persuaded, nobody is enforced.
with listed as (
    select person_id, min(roster_kind) as roster_kind, min(source_row) as source_row from core.person_roster
    where roster_kind in ('村(居)干部', '公益性岗位', '网格员')
    group by person_id
),

-- 11: an office; 54, 55: a committee of villagers or residents (GB 32100); without a code the name's family tells.
body as (
    select employer_id, employer_name from core.employer
    where
        left(employer_id, 2) in ('11', '54', '55') or business_kind = '机关'
        or employer_name like '%人民政府' or employer_name like '%办事处'
        or employer_name like '%村民委员会' or employer_name like '%村委会'
        or employer_name like '%居民委员会' or employer_name like '%居委会'
)

select
    listed.person_id,
    body.employer_id,
    body.employer_name,
    listed.roster_kind,
    earner.mean_wage_yuan,
    listed.source_row
from listed
join core.wage_earner as earner on listed.person_id = earner.person_id
join body on earner.employer_id = body.employer_id
order by listed.person_id -- sql/explain/block.sql says why
