-- 走访人员: one row per person for the town's workbook, the leads of several lists under one heading.
--
-- key: subject_id

-- `due_out` are the cases to hand out. A person whose leads name several places is visited where the first one says.
with lead as (
    select
        everybody.*,
        row_number() over (
            partition by everybody.subject_id
            order by case everybody.tier when 'must_join' then 1 else 2 end, everybody.priority, everybody.list_id
        ) as turn
    from lists."all" as everybody
    semi join due_out on everybody.case_id = due_out.case_id
    where everybody.subject_kind = 'person' and everybody.tier in ('must_join', 'persuade')
),

combined as (
    select
        lead.subject_id,
        string_agg(lead.case_id, '|' order by lead.turn) as case_ids,
        string_agg(lead.reason, '' order by lead.turn) as reason,
        min(lead.priority) as priority
    from lead
    group by lead.subject_id
),

headings as (
    select subject_id, string_agg(list_heading, '、' order by turn) as lists
    from (
        select lead.subject_id, list.list_heading, min(lead.turn) as turn
        from lead
        join audit.list as list on lead.list_id = list.list_id
        group by lead.subject_id, list.list_heading
    ) as heading
    group by subject_id
),

paymaster as (
    select person_id, arg_max(employer_id, strftime(last_wage_in, '%Y%m') || employer_id) as employer_id
    from core.wage_earner
    group by person_id
)

select
    lead.town_code,
    coalesce(coalesce(county.area_name, '') || town.area_name, '乡镇不明') as town_name,
    coalesce(lead.village_code, '') as village_code,
    coalesce(village.area_name, '') as village_name,
    lead.subject_kind,
    lead.subject_id,
    coalesce(lead.subject_name, '') as subject_name,
    combined.case_ids,
    headings.lists,
    case lead.tier when 'must_join' then '应当参保' else '动员参保' end as tier_label,
    combined.reason,
    coalesce(list.list_say, '请核实参保情况。') as say,
    combined.priority,
    person.address,
    person.phone,
    coalesce(employer.employer_name, last_employer.employer_name) as last_unit,
    case when record.last_paid_in < calendar.last_month then
        (year(calendar.last_month) - year(record.last_paid_in)) * 12
        + month(calendar.last_month) - month(record.last_paid_in)
    end as months_missing
from lead
join combined on lead.subject_id = combined.subject_id
join headings on lead.subject_id = headings.subject_id
join audit.list as list on lead.list_id = list.list_id
cross join core.calendar as calendar
left join core.person as person on lead.subject_id = person.person_id
left join paymaster on lead.subject_id = paymaster.person_id
left join core.pension_record as record on lead.subject_id = record.person_id
left join core.employer as employer on paymaster.employer_id = employer.employer_id
left join core.employer as last_employer on record.employer_id = last_employer.employer_id
left join core.area as town on lead.town_code = town.area_code
-- Only a prefecture's towns need their county's name.
left join core.area as county
    on town.parent_code = county.area_code and county.parent_code in (select whole.area_code from core.area as whole)
left join core.area as village on lead.village_code = village.area_code
where lead.turn = 1
order by lead.town_code, village_code, combined.priority, lead.subject_id
