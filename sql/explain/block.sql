-- 行块: in which rows of the great tables people of which ids stand, so that `yingbao explain` reads only those.
--
-- key: table_name, first_row

-- Those tables are in the order of these ids; the database itself compares but the first eight characters of a text,
-- and the ID numbers of a county begin alike. Of a table in another order this would name more rows, never fewer.
with placed as (
    select 'core.person' as table_name, rowid // 2048 as block, person_id as id from core.person
    union all
    select 'core.standing', rowid // 2048, person_id from core.standing
    union all
    select 'core.enrolment', rowid // 2048, person_id from core.enrolment
    union all
    select 'core.resident_payment', rowid // 2048, person_id from core.resident_payment
    union all
    select 'core.local_resident', rowid // 2048, subject_id from core.local_resident
    union all
    select 'core.benefit', rowid // 2048, person_id from core.benefit
    union all
    select 'core.means', rowid // 2048, person_id from core.means
    union all
    select 'core.pension_outlook', rowid // 2048, person_id from core.pension_outlook
    union all
    select 'core.pension_payment', rowid // 2048, person_id from core.pension_payment
    union all
    select 'core.pension_record', rowid // 2048, person_id from core.pension_record
    union all
    select 'core.person_roster', rowid // 2048, person_id from core.person_roster
    union all
    select 'core.student', rowid // 2048, person_id from core.student
    union all
    select 'core.wage_earner', rowid // 2048, person_id from core.wage_earner
    union all
    select 'ledger.case', rowid // 2048, subject_id from ledger."case"
    union all
    select 'restricted.exemption_proof', rowid // 2048, person_id from evidence.restricted.exemption_proof
    union all
    -- Only what is shown is in that table; the rest is few rows.
    select 'matches.person', rowid // 2048, person_id from published.matches.person
)

select
    table_name,
    block * 2048 as first_row,
    block * 2048 + 2047 as last_row,
    min(id) as lowest_id,
    max(id) as highest_id
from placed
group by table_name, block
