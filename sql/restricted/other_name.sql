-- 同号异名依据: a name under a person's ID number that is not the registered one, how far it differs, and who prints it.
--
-- key: person_id

with named as (
    select
        numbers.person_id,
        called.number,
        called.person_name as other_name,
        printed.registered_name,
        called.level,
        called.names_compared,
        -- A clerk's slip, another writing and a former name are one person; another name is another one.
        called.level = 0 as is_other_person
    from numbered.person_called as called
    join numbered.person_name as printed
        on called.number = printed.number and called.person_name = printed.person_name
    join matches.person_of_number as numbers on called.number = numbers.number
),

-- A name that only the army, a court or civil affairs print is listed nowhere: a row without proof would tell whose
-- file it is.
printed as (
    select number, person_name, source_file, source_line from mentions.person
    where not is_secret and extract <> 'resident' and person_name is not null
),

proof as (
    select printed.number, printed.person_name, min(printed.source_file || '#' || printed.source_line) as source_row
    from printed
    semi join named on printed.number = named.number and printed.person_name = named.other_name
    group by printed.number, printed.person_name
)

select
    named.person_id,
    named.other_name,
    named.registered_name,
    named.is_other_person,
    named.names_compared,
    proof.source_row
from named
left join proof on named.number = proof.number and named.other_name = proof.person_name
where not named.is_other_person or proof.source_row is not null
qualify row_number() over (
    partition by named.person_id
    order by named.is_other_person desc, named.level, named.other_name, named.number
) = 1
