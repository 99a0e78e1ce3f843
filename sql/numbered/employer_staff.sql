-- 单位人员: whose ID numbers a record about an employer prints: members, wage earners, depositors, who has a ruling.
--
-- key: extract, record_id

with printed as (
    select 'insured_unit' as extract, issuer || ':' || insured_unit_id as record_id, person_id from staging.member
    union all
    select 'wage', taxpayer_id, person_id from staging.wage
    union all
    select 'fund_deposit', fund_unit_id, person_id from staging.fund_deposit
    union all
    select 'labour_ruling', employer_name || '|' || coalesce(uscc, ''), person_id from staging.labour_ruling
),

person as (
    select distinct extract, record_id, hash(person_id) as person from printed
    where record_id is not null and person_id is not null
)

select extract, record_id, list(person order by person) as staff from person
group by extract, record_id
