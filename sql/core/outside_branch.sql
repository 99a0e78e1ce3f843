-- 外地总部的分支机构: branches whose head office is in no data here and that nobody insures here.
--
-- key: employer_id

with branch as (
    select distinct mention.employer_id, coalesce(heads.uscc, mention.parent_uscc) as head_id
    from core.employer_mention as mention
    left join staging.employer_number as heads on mention.parent_uscc = heads.number
    where mention.extract = 'business' and mention.business_kind = '分支机构'
),

known as (select distinct employer_id from core.employer_mention)

select branch.employer_id
from branch
left join known as head_office on branch.head_id = head_office.employer_id
left join core.covered_employer as covered on branch.employer_id = covered.employer_id
group by branch.employer_id
having count(head_office.employer_id) = 0 and count(covered.employer_id) = 0
