-- 入户调查对象: the people whom the towns' workbooks may name, with what a town may know of each; households together.
--
-- key: subject_id

-- `listed`: the subjects of the list that was asked for, nobody where `is_of_list` is false. Neither the lists' names
-- nor their reasons are told: somebody's hardship is nobody's business at the door. Whose number cannot be right is
-- asked about at the desk.
with lead as (
    select subject_id, subject_name, town_code, village_code
    from lists."all"
    where
        subject_kind = 'person' and tier in ('must_join', 'persuade') and ($town is null or town_code = $town)
        and (not $is_of_list or subject_id in (select listed.subject_id from listed))
    qualify row_number() over (partition by subject_id order by list_id) = 1
)

select
    lead.subject_id,
    coalesce(lead.subject_name, person.person_name, '') as subject_name,
    coalesce(person.citizen_id = lead.subject_id, false) as has_code,
    lead.town_code,
    coalesce(coalesce(county.area_name, '') || town.area_name, '乡镇不明') as town_name,
    coalesce(lead.village_code, '') as village_code,
    coalesce(village.area_name, '') as village_name,
    nullif(
        case
            when coalesce(person.address, '') = corrected.address_was then corrected.address
            else person.address
        end,
        ''
    ) as address,
    nullif(
        case when coalesce(person.phone, '') = corrected.phone_was then corrected.phone else person.phone end, ''
    ) as phone,
    concat_ws(
        '；',
        case
            when record.last_paid_in is not null then '职工养老缴到' || strftime(record.last_paid_in, '%Y年%m月')
            when record.person_id is not null then '职工养老有登记，没有缴费'
        end,
        '居民养老缴到' || strftime(paid.resident_pension_paid_for, '%Y年')
    ) as record
from lead
left join core.person as person on lead.subject_id = person.person_id
left join core.pension_record as record on lead.subject_id = record.person_id
left join core.resident_payment as paid on lead.subject_id = paid.person_id
left join corrected on corrected.subject_kind = 'person' and lead.subject_id = corrected.subject_id
left join core.area as town on lead.town_code = town.area_code
-- Only a prefecture's towns need their county's name.
left join core.area as county
    on town.parent_code = county.area_code and county.parent_code in (select whole.area_code from core.area as whole)
left join core.area as village on lead.village_code = village.area_code
order by lead.town_code, lead.village_code, address nulls last, lead.subject_id
