-- 人员匹配结果: every record about a person, whom it means, by which rule and what was compared.
--
-- key: extract, record_id

with record as (
    select distinct 'resident' as extract, person_id as number, person_name from staging.resident
    union all
    select distinct 'death', person_id, person_name from staging.death
    union all
    select distinct 'student', person_id, person_name from staging.student
    union all
    select distinct 'sentence', person_id, person_name from staging.sentence
    union all
    select distinct 'soldier', person_id, person_name from staging.soldier
    union all
    select distinct 'hardship', person_id, person_name from staging.hardship
    union all
    select distinct 'land_loss', person_id, person_name from staging.land_loss
    union all
    select distinct 'child', person_id, person_name from staging.child
    union all
    select distinct 'gig_worker', person_id, person_name from staging.gig_worker
    union all
    select distinct 'person_roster', person_id, person_name from staging.person_roster
    union all
    select distinct 'benefit', person_id, person_name from staging.benefit
    union all
    select distinct 'insured_elsewhere', person_id, person_name from staging.insured_elsewhere
    union all
    select distinct 'wage', person_id, person_name from staging.wage
    union all
    select distinct 'fund_deposit', person_id, person_name from staging.fund_deposit
    union all
    select distinct 'dispatch', person_id, null from staging.dispatch
    union all
    select distinct 'labour_ruling', person_id, person_name from staging.labour_ruling
),

member_record as (
    select distinct 'member' as extract, issuer, member_id from staging.member
    union all
    select distinct 'contribution', issuer, member_id from staging.contribution
)

select
    record.extract,
    record.number || '|' || coalesce(record.person_name, '') as record_id,
    numbers.person_id,
    case when numbers.citizen_id is null then 'document_number' else 'citizen_id' end as rule,
    1.0::double as score,
    case when numbers.citizen_id is null then 'alone' else 'accepted' end as verdict,
    case when numbers.citizen_id is null then '证件号码（无法校验）' else '公民身份号码（校验通过）' end as compared
from record
join matches.person_of_number as numbers on record.number = numbers.number
union all
select
    member_record.extract,
    member_record.issuer || ':' || member_record.member_id as record_id,
    members.person_id,
    case when members.citizen_id is null then 'member_id' else 'citizen_id' end as rule,
    1.0::double as score,
    case when members.citizen_id is null then 'alone' else 'accepted' end as verdict,
    case when members.citizen_id is null then '个人编号' else '个人编号；公民身份号码（校验通过）' end as compared
from member_record
join matches.person_of_member as members
    on member_record.issuer = members.issuer and member_record.member_id = members.member_id
