-- 单位榜: employers (no sole traders, whose names are people's) with their coverage, base and arrears.
--
-- key: employer_id

select
    employer.employer_id,
    employer.employer_name,
    town.area_name as town_name,
    coalesce(headcount.due_headcount, 0) as due_headcount,
    coalesce(headcount.insured_headcount, 0) as insured_headcount,
    base.solidity_rate,
    base.based_people,
    coalesce(arrears.owed_yuan, 0)::double as owed_yuan,
    coalesce(arrears.owed_months, 0) as owed_months
from core.employer as employer
left join core.area as town on employer.town_code = town.area_code
left join core.headcount as headcount on employer.employer_id = headcount.employer_id
left join core.employer_base as base on employer.employer_id = base.employer_id
left join core.employer_arrears as arrears on employer.employer_id = arrears.employer_id
where
    employer.is_operating and not employer.is_sole_trader
    and (headcount.due_headcount > 0 or arrears.owed_yuan > 0)
order by employer.employer_id
