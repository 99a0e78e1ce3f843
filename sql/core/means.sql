-- 有缴费能力的线索: who shows means, by a wage, a trade of their own or a roster; one row where several show.
--
-- key: person_id

with shown as (
    select person_id, '1' as preference, '有工资收入' as means, source_row from core.wage_earner
    union all
    select owner.person_id, '2', '个体工商户经营者', owner.source_row
    from core.employer_owner as owner
    join core.employer as employer on owner.employer_id = employer.employer_id
    where employer.is_sole_trader and employer.is_operating and owner.person_id is not null
    union all
    select person_id, '3', roster_kind, source_row from core.person_roster
    where roster_kind in ('种养殖大户', '村(居)干部')
)

select person_id, means, source_row from shown
qualify row_number() over (partition by person_id order by preference, means, source_row) = 1
order by person_id -- sql/explain/block.sql says why
