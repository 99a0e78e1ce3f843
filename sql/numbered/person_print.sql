-- 人员记录: every number and name under which an extract knows a person, the employer that prints them, and how often.
--
-- key: extract, number, person_name, employer_record

-- Of the first four a row is a person already; the others print a person again and again.
select 'resident' as extract, person_id as number, person_name, null::varchar as employer_record, 1 as rows
from staging.resident
where person_id is not null
union all
select 'death', person_id, person_name, null, 1 from staging.death
where person_id is not null
union all
select 'student', person_id, person_name, null, 1 from staging.student
where person_id is not null
union all
select 'child', person_id, person_name, null, 1 from staging.child
where person_id is not null
union all
select 'sentence', person_id, person_name, null, count(*) from staging.sentence group by person_id, person_name
union all
select 'soldier', person_id, person_name, null, count(*) from staging.soldier group by person_id, person_name
union all
select 'hardship', person_id, person_name, null, count(*) from staging.hardship group by person_id, person_name
union all
select 'land_loss', person_id, person_name, null, count(*) from staging.land_loss group by person_id, person_name
union all
select 'gig_worker', person_id, person_name, null, count(*) from staging.gig_worker group by person_id, person_name
union all
select 'person_roster', person_id, person_name, null, count(*) from staging.person_roster
group by person_id, person_name
union all
select 'benefit', person_id, person_name, null, count(*) from staging.benefit group by person_id, person_name
union all
select 'insured_elsewhere', person_id, person_name, null, count(*) from staging.insured_elsewhere
group by person_id, person_name
union all
select 'wage', person_id, person_name, taxpayer_id, count(*) from staging.wage
group by person_id, person_name, taxpayer_id
union all
select 'fund_deposit', person_id, person_name, fund_unit_id, count(*) from staging.fund_deposit
group by person_id, person_name, fund_unit_id
union all
select 'dispatch', person_id, null, host_uscc, count(*) from staging.dispatch group by person_id, host_uscc
union all
select 'labour_ruling', person_id, person_name, employer_name || '|' || coalesce(uscc, ''), count(*)
from staging.labour_ruling
group by person_id, person_name, employer_name, uscc
