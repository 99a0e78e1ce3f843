-- 基数和欠费: what the employers of an area declare as base beside what would be due, and what they owe.
--
-- key: area_code

with employer as (
    select
        coalesce(area.area_code, 'unknown') as area_code,
        known.employer_id
    from core.employer as known
    left join core.area as area on left(known.town_code, $area_digits) = area.area_code
)

select
    employer.area_code,
    count(covered.employer_id) as covered_employers,
    count(covered.employer_id) filter (where arrears.employer_id is not null) as covered_owing_employers,
    count(arrears.employer_id) as owing_employers,
    coalesce(sum(arrears.owed_yuan), 0)::double as owed_yuan,
    coalesce(sum(base.due_base_yuan), 0)::double as due_base_yuan,
    coalesce(sum(base.due_base_yuan - base.short_yuan), 0)::double as solid_base_yuan
from employer
left join core.covered_employer as covered on employer.employer_id = covered.employer_id
left join core.employer_arrears as arrears on employer.employer_id = arrears.employer_id
left join core.employer_base as base on employer.employer_id = base.employer_id
group by employer.area_code
order by employer.area_code
