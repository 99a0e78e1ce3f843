-- 儿童家庭: for children whom no valid number proves, the households that their guardian or telephone leads to.
--
-- key: child, household_id

with child as (
    select distinct
        child.person_name || '|' || strftime(child.birth_date, '%Y-%m-%d') || '|'
        || coalesce(child.guardian_id, child.guardian_name, '') as child,
        child.guardian_id, child.guardian_name, child.phone, child.area
    from staging.child as child
    left join staging.person_number as own on child.person_id = own.number
    where own.citizen_id is null
),

home as (
    select person_id, person_name, phone, registered_area, living_area, household_id from staging.resident
    where household_id is not null
),

reached as (
    select child.child, home.household_id
    from child
    join staging.person_number as guardian on child.guardian_id = guardian.number
    join home on guardian.citizen_id = home.person_id
    union all
    select child.child, home.household_id
    from child
    join home on child.phone = home.phone
    union all
    select child.child, home.household_id
    from child
    join home
        on child.guardian_name = home.person_name
        and child.area in (home.registered_area, home.living_area)
        and length(child.area) = 12
)

select child, household_id, count(*) as ways from reached
group by child, household_id
-- A telephone that many share leads nowhere.
qualify count(*) over (partition by child) <= 5
