-- 可能有视同缴费的人员: of whom no credited months are printed, though they began work early or served in the army.
--
-- key: person_id
-- law: 国发〔1995〕6号; 军人保险法 art. 16

with credit as (
    select
        members.person_id,
        max(member.credited_months) as credited_months,
        min(member.worked_from) as worked_from
    from staging.member as member
    join matches.person_of_member as members
        on member.issuer = members.issuer and member.member_id = members.member_id
    where member.insurance in ('110', '120')
    group by members.person_id
),

veteran as (
    select distinct numbers.person_id
    from staging.soldier as soldier
    join matches.person_of_number as numbers on soldier.person_id = numbers.number
)

-- Which of the two it is nobody is told.
select credit.person_id
from credit
left join veteran on credit.person_id = veteran.person_id
where
    credit.credited_months is null
    and (
        veteran.person_id is not null
        or year(credit.worked_from) * 100 + month(credit.worked_from) < $credited_work_before
    )
