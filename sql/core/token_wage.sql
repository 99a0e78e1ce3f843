-- 低于最低工资: people whose best wage of the recent months is a token one, and what a desk asks of it first.
--
-- key: person_id
-- law: 社会保险法 art. 10

with best as (
    select person_id, employer_id from core.wage_earner
    qualify row_number() over (partition by person_id order by wage_yuan desc, employer_id) = 1
)

select best.person_id, wage_doubt.token_question
from best
join core.wage_doubt as wage_doubt
    on best.person_id = wage_doubt.person_id and best.employer_id = wage_doubt.employer_id
where wage_doubt.token_question is not null
order by best.person_id -- sql/explain/block.sql says why
