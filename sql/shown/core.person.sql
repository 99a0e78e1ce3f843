-- 人员，公布的部分: what of core.person is shown.
--
-- key: person_id

-- Who is left alone for what is nobody's business: neither a cancelled registration (the army) nor a household that is
-- still there (a prison) tells which. `retires` and all else is of everybody.
select
    person.* replace (
        case when hushed.person_id is null then person.is_normal_resident end as is_normal_resident,
        case when hushed.person_id is null then person.household_id end as household_id
    )
from core.person as person
left join restricted.hushed_person as hushed on person.person_id = hushed.person_id
anti join restricted.secret_person as secret on person.person_id = secret.person_id
order by person.person_id
