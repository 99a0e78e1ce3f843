-- 预防接种儿童: children of the vaccination list and who they are; without a number of their own by name and household.
--
-- key: person_id

with printed as (
    select
        -- Whom no valid number proves the matcher has looked up in the population file.
        case when numbers.citizen_id is not null then numbers.person_id else linked.person_id end as person_id,
        numbers.citizen_id is not null as is_numbered,
        linked.verdict,
        child.* exclude (person_id)
    from staging.child as child
    left join matches.person_of_number as numbers on child.person_id = numbers.number
    left join matches.child as linked
        on numbers.citizen_id is null
        and linked.record_id = child.person_name || '|' || strftime(child.birth_date, '%Y-%m-%d') || '|'
        || coalesce(child.guardian_id, child.guardian_name, '')
)

select
    person_id,
    person_name,
    birth_date,
    guardian_name,
    phone,
    case when strpos($own_codes, ',' || left(area, $own_digits) || ',') > 0 then area end as area,
    -- A link that waits for a person's verdict says nothing about who it is.
    case when is_numbered then 'confirmed' when verdict = 'review' then 'review' else 'probable' end as confidence,
    source_file || '#' || source_line as source_row
from printed
where person_id is not null
qualify row_number() over (
    partition by person_id
    order by is_numbered desc, data_date desc, source_file desc, source_line desc
) = 1
