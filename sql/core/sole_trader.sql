-- 个体工商户: sole traders with their owner, taxes, and those besides the owner whom they pay.
--
-- key: employer_id

with staff as (
    select
        earner.employer_id,
        count(*) as staff_people,
        count(*) filter (where uninsured.tier = 'must_join') as missing_people,
        coalesce(
            min(earner.source_row) filter (where uninsured.tier = 'must_join'), min(earner.source_row)
        ) as source_row
    from core.wage_earner as earner
    join core.person as person on earner.person_id = person.person_id
    left join core.employer_owner as owner on earner.employer_id = owner.employer_id
    left join core.person as boss on owner.person_id = boss.person_id
    left join lists.waged_uninsured_people as uninsured on earner.person_id = uninsured.subject_id
    -- An owner without a valid number is at least known by name.
    where
        coalesce(earner.person_id <> owner.person_id, true)
        and (boss.citizen_id is not null or coalesce(person.person_name <> owner.legal_person_name, true))
    group by earner.employer_id
)

select
    employer.employer_id,
    owner.person_id,
    owner.legal_person_name,
    employer.employer_name,
    employer.is_operating,
    employer.confidence,
    employer.town_code,
    employer.village_code,
    employer.address,
    employer.phone,
    tax.paid_yuan,
    coalesce(staff.staff_people, 0) as staff_people,
    coalesce(staff.missing_people, 0) as missing_people,
    staff.source_row as staff_row,
    tax.source_row as tax_row,
    owner.source_row as owner_row
from core.employer as employer
left join core.employer_owner as owner on employer.employer_id = owner.employer_id
left join staff on employer.employer_id = staff.employer_id
left join core.tax_paid as tax on employer.employer_id = tax.employer_id
where employer.is_sole_trader
