-- 缴费人员记录: under which member and document numbers people pay, how often, and how new the newest row is.
--
-- key: issuer, member_id, person_id

-- Who is who asks three times for these million of twenty: the payments are gone through once.
select issuer, member_id, person_id, max(data_date) as data_date, count(*) as rows
from staging.contribution
group by issuer, member_id, person_id
