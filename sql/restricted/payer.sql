-- 缴费人: everybody who has a member number, numbered for the large join of all payments.
--
-- key: person_id

select person_id, row_number() over (order by person_id) as person_no
from (select distinct person_id from matches.person_of_member) as known
order by person_no
