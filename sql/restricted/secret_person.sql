-- 仅见于不宜公开数据的人员: people whom no other department knows; to name them at all would tell.
--
-- key: person_id

with known as (
    select links.person_id from matches.person as links
    left join restricted.secret_extract as secret on links.extract = secret.extract
    where secret.extract is null
    union
    select person_id from core.employer_owner
    where person_id is not null
)

select person.person_id from core.person as person
anti join known on person.person_id = known.person_id
order by person.person_id
