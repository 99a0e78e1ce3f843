-- 未参保对账: from the uninsured staff of the headline to the people on the list of them, step by step, for leaders.
--
-- key: step

-- The headline counts places of work, the list people; and the list asks for more than the headline does.
with uninsured as (
    select
        earner.person_id,
        earner.employer_id,
        standing.pension_declared_in is not null as is_paid_otherwise,
        cadre.person_id is not null as is_cadre,
        person.age
    from core.wage_earner as earner
    join core.standing as standing on earner.person_id = standing.person_id
    join core.person as person on earner.person_id = person.person_id
    left join core.not_due as exempt on earner.person_id = exempt.person_id and exempt.insurance = '110'
    left join core.cadre as cadre
        on earner.person_id = cadre.person_id and earner.employer_id = cadre.employer_id
    where exempt.person_id is null and standing.unit_pension_declared_in is null
),

listed as (
    select subject_id, tier from lists."all"
    where list_id = 'waged_uninsured_people'
),

-- One reason a person, in the order in which the list asks.
person as (
    select
        uninsured.person_id,
        count(*) as places,
        case
            when any_value(listed.subject_id) is not null then 'listed'
            when bool_or(uninsured.is_paid_otherwise) then 'paid otherwise'
            when bool_or(uninsured.is_cadre) then 'cadre'
            else 'other'
        end as standing
    from uninsured
    left join listed on uninsured.person_id = listed.subject_id
    group by uninsured.person_id
),

step as (
    select 1 as step, sum(due_headcount - insured_headcount)::bigint as people from core.headcount
    union all
    select 2, coalesce(sum(places - 1), 0)::bigint from person
    union all
    select 3, count(*) from person
    where standing = 'paid otherwise'
    union all
    select 4, count(*) from person
    where standing = 'cadre'
    union all
    select 6, count(*) from listed
    union all
    select 7, count(*) from listed
    where tier = 'must_join'
    union all
    select 8, count(*) from listed
    where tier = 'check_data'
)

select step, people from step
union all
-- What is left between the two, whatever it is: never silent.
select
    5,
    (
        max(people) filter (where step = 1)
        - sum(people) filter (where step in (2, 3, 4))
        - max(people) filter (where step = 6)
    )::bigint
from step
where exists (select 1 from audit.list where list_id = 'waged_uninsured_people' and is_computed)
order by step
