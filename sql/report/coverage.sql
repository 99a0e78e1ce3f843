-- 职工参保: people with a wage who are due for the employee pension, insured or not, by the area of their employer.
--
-- key: area_code, is_insured

with counted as (
    select
        coalesce(area.area_code, 'unknown') as area_code,
        headcount.insured_headcount,
        headcount.due_headcount - headcount.insured_headcount as uninsured_headcount
    from core.headcount as headcount
    join core.employer as employer on headcount.employer_id = employer.employer_id
    left join core.area as area on left(employer.town_code, $area_digits) = area.area_code
)

select area_code, true as is_insured, sum(insured_headcount)::bigint as people from counted
group by area_code
union all
select area_code, false, sum(uninsured_headcount)::bigint from counted
group by area_code
order by area_code, is_insured
