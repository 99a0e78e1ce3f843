-- 单位清单共有列: what every row of a list of employers tells of its employer before anything of its own.
--
-- key: subject_id

select
    employer.employer_id as subject_id,
    coalesce(employer.employer_name, '（单位名称不详）') as subject_name,
    employer.town_code,
    employer.village_code,
    employer.industry_group,
    employer.business_kind,
    employer.is_agency,
    employer.park_name,
    coalesce(headcount.wage_headcount, 0) as wage_headcount,
    coalesce(headcount.insured_headcount, 0) as insured_headcount
from core.employer as employer
left join core.headcount as headcount on employer.employer_id = headcount.employer_id
