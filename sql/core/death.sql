-- 死亡: when a person died; civil affairs know the day, the police and the bureaus the day they were told.
--
-- key: person_id

with known_death as (
    select numbers.person_id, 1 as preference, death.died_on,
        death.source_file || '#' || death.source_line as source_row
    from staging.death as death
    join matches.person_of_number as numbers on death.person_id = numbers.number
    where death.died_on is not null
    union all
    select person_id, 2, status_date, source_file || '#' || source_line
    from restricted.resident_person
    where resident_status = '死亡注销' and status_date is not null
    union all
    select members.person_id, 2, member.stopped_on, member.source_file || '#' || member.source_line
    from staging.member as member
    join matches.person_of_member as members
        on member.issuer = members.issuer and member.member_id = members.member_id
    where member.stop_reason = '6401' and member.stopped_on is not null
)

select person_id, died_on, source_row from known_death
qualify row_number() over (partition by person_id order by preference, died_on, source_row) = 1
