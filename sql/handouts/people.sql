-- 走访人员: one row per person for the town's workbook, with where and how long nothing has been paid.
--
-- key: subject_id

with paymaster as (
    select person_id, arg_max(employer_id, strftime(last_wage_in, '%Y%m') || employer_id) as employer_id
    from core.wage_earner
    group by person_id
)

select
    visit.* exclude (left_out),
    nullif(
        case
            when coalesce(person.address, '') = corrected.address_was then corrected.address
            else person.address
        end,
        ''
    ) as address,
    nullif(
        case
            when coalesce(person.phone, '') = corrected.phone_was then corrected.phone
            else person.phone
        end,
        ''
    ) as phone,
    -- Left empty, as where nobody knows one: a mark in its place would tell as much.
    case when not regexp_matches(unit.employer_name, replace($units_that_tell, ',', '|')) then unit.employer_name end
        as last_unit,
    case when record.last_paid_in < calendar.last_month then
        (year(calendar.last_month) - year(record.last_paid_in)) * 12
        + month(calendar.last_month) - month(record.last_paid_in)
    end as months_missing
from visit
cross join core.calendar as calendar
left join core.person as person on visit.subject_id = person.person_id
left join paymaster on visit.subject_id = paymaster.person_id
left join core.pension_record as record on visit.subject_id = record.person_id
left join core.employer as unit on coalesce(paymaster.employer_id, record.employer_id) = unit.employer_id
left join corrected on visit.subject_kind = corrected.subject_kind and visit.subject_id = corrected.subject_id
where visit.subject_kind = 'person' and visit.left_out is null
order by visit.town_code, visit.village_code, visit.priority, visit.subject_id
