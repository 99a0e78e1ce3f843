-- 参保状态，公布的部分: what of core.standing is shown.
--
-- key: person_id

-- Whom the government pays for is in hardship, and the least amount of a year tells it too.
select
    standing.* replace (
        null::date as government_paid_for,
        null::boolean as is_government_paid,
        null::decimal(18, 2) as resident_pension_yuan
    )
from core.standing as standing
anti join restricted.secret_person as secret on standing.person_id = secret.person_id
order by standing.person_id
