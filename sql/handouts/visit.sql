-- 走访对象: one row per person, employer or project that is handed out, the leads of several lists under one heading.
--
-- key: subject_id

-- `due_out` are the cases to hand out. Whoever's leads name several places is visited where the first one says.
-- Who is left out, and why, says `left_out`: null for the rows of the workbooks.
with lead as (
    select
        everybody.* exclude (reason),
        -- Where the reason names a unit that tells too much of a person, that a lead stands there must do.
        case
            when everybody.subject_kind = 'person'
                and regexp_matches(everybody.reason, replace($units_that_tell, ',', '|'))
                then '各部门数据比对后，可能应参保而未参保，请核实。'
            else everybody.reason
        end as reason,
        -- What was answered last time and the data do not bear out: whoever goes there again asks about it.
        '上次反馈“' || ledger_case.contradicted_reason || '”与数据不符：' || ledger_case.contradiction as contradiction,
        list.list_heading, list.list_say, list.uncompared,
        row_number() over (
            partition by everybody.subject_id
            order by case everybody.tier when 'must_join' then 1 else 2 end, everybody.priority, everybody.list_id
        ) as turn
    from lists."all" as everybody
    semi join due_out on everybody.case_id = due_out.case_id
    join audit.list as list on everybody.list_id = list.list_id
    left join ledger."case" as ledger_case on everybody.case_id = ledger_case.case_id
    where everybody.tier in ('must_join', 'persuade')
),

combined as (
    select
        subject_id,
        string_agg(case_id, '|' order by turn) as case_ids,
        string_agg(reason, chr(10) order by turn) as reason,
        min(priority) as priority,
        string_agg(distinct uncompared, '、' order by uncompared) as uncompared,
        string_agg(distinct contradiction, '；' order by contradiction) as contradiction
    from lead group by subject_id
),

-- How often a lead of each list has proved right; 1 of 2 where nobody has answered, so that few answers weigh little.
yielded as (
    select list_id, (sum(clear_answers - wrong) + 1)::double / (sum(clear_answers) + 2) as yield
    from ledger.yield group by list_id
),

headings as (
    select subject_id, string_agg(list_heading, chr(10) order by turn) as lists
    from (
        select subject_id, list_heading, min(turn) as turn from lead group by subject_id, list_heading
    ) as heading
    group by subject_id
)

select
    case
        when combined.priority > $least_priority then '优先级'
        when row_number() over (
            partition by coalesce(lead.town_code, 'unknown'), combined.priority > $least_priority
            order by
                case lead.tier when 'must_join' then 1 else 2 end, combined.priority, coalesce(yielded.yield, 0.5) desc,
                lead.subject_id
        ) > $rows_a_round::integer then '走访量'
    end as left_out,
    lead.town_code,
    coalesce(coalesce(county.area_name, '') || town.area_name, '乡镇不明') as town_name,
    coalesce(lead.village_code, '') as village_code, coalesce(village.area_name, '') as village_name,
    lead.subject_kind, lead.subject_id, coalesce(lead.subject_name, '') as subject_name,
    combined.case_ids, headings.lists,
    case lead.tier when 'must_join' then '应当参保' else '动员参保' end as tier_label,
    combined.reason || coalesce(chr(10) || combined.contradiction || '。', '') as reason,
    coalesce(lead.list_say, '请核实参保情况。') as say,
    combined.contradiction, combined.priority, combined.uncompared,
    -- Who answers for it: the employer's own cadre, else the village's, else the town's.
    coalesce(employer_bond.bonded, village_bond.bonded, town_bond.bonded) as bonded
from lead
join combined on lead.subject_id = combined.subject_id
join headings on lead.subject_id = headings.subject_id
left join yielded on lead.list_id = yielded.list_id
left join core.area as town on lead.town_code = town.area_code
-- Only a prefecture's towns need their county's name.
left join core.area as county
    on town.parent_code = county.area_code and county.parent_code in (select whole.area_code from core.area as whole)
left join core.area as village on lead.village_code = village.area_code
left join core.employer_bond as employer_bond
    on lead.subject_kind = 'employer' and lead.subject_id = employer_bond.employer_id
left join core.village_bond as village_bond on lead.village_code = village_bond.area_code
left join core.village_bond as town_bond on lead.town_code = town_bond.area_code
where lead.turn = 1
