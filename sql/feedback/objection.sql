-- 存疑: what the ledger and the published facts say against each returned answer, in the order of the answers.
--
-- key: row

-- `contradiction` (here: of the answer) is what the data say, null where nothing they hold speaks against it;
-- `objection` says it with what to do, or what else is wrong. The table of that name is `ledger.contradiction`.
with each as (
    select row, reason, note, unnest(case_ids) as case_id from answers
),

-- From when, as the note says it: whoever left since the data saw them last contradicts nothing.
dated as (
    select
        each.*,
        try_cast(
            regexp_extract(note, '(20[0-9]{2})\s*[年./-]\s*(1[0-2]|0?[1-9])', 1) || '-'
            || lpad(regexp_extract(note, '(20[0-9]{2})\s*[年./-]\s*(1[0-2]|0?[1-9])', 2), 2, '0') || '-01' as date
        ) as left_in
    from each
),

known as (
    select
        dated.row,
        bool_and(state.case_id is not null) as is_known,
        max(person.age) filter (where dated.reason = '在校学生') as age,
        bool_or(
            dated.reason = '无意愿' and state.tier = 'must_join' and list.is_employers_duty
            and $employee_waiver_is_void = 1
        ) as is_void,
        max(against.contradiction) as contradiction,
        bool_or(against.last_seen_in is not null and dated.left_in is not null) as is_dated_before
    from dated
    left join cases.state as state on dated.case_id = state.case_id
    left join published.audit.list as list on state.list_id = list.list_id
    left join published.core.person as person
        on state.subject_kind = 'person' and state.subject_id = person.person_id
    left join contradiction as against
        on state.subject_kind = against.subject_kind and state.subject_id = against.subject_id
        and case
            -- Staff that were paid are owed their insurance, whenever they left: the data alone close such a case.
            when against.kind not in ('离开', '死亡') then against.kind = dated.reason
            else
                contains(',' || $reasons_of_leaving || ',', ',' || dated.reason || ',')
                and (against.kind = '离开' or dated.reason = '死亡')
                and not coalesce(dated.left_in between against.last_seen_in and $as_of::date, false)
        end
    group by dated.row
),

told as (
    select
        known.* replace (
            case
                when age >= $student_age_years then '已满' || $student_age_years || '周岁，一般不再是在校学生'
                else contradiction
            end as contradiction
        )
    from known
)

select
    case
        when not told.is_known then '账本里没有这一行的案件，可能不是这里发出的，请核对 --home'
        when told.contradiction is not null then told.contradiction || '，与“' || answers.reason || '”不符；' || case
            when answers.reason = '在校学生' then '请核对后改选其他原因，确实在校的在备注写明学校并选待办理'
            when answers.reason = '无用工'
                then '已经停工的，在备注写明从何时起并选待办理，不再发工资、申报后清单自动消去；只有投资人本人或退休返聘的，选误报并写明'
            when answers.reason = '总部或派遣单位参保' then '请在备注写明由哪个单位参保并选待办理，由经办机构核对'
            when answers.reason in ('异地参保', '机关养老') then '请在备注写明在哪里参保、最近缴费的年月并选待办理，由经办机构核对'
            when told.is_dated_before then '备注里写的年月更早，请核对是不是同一个人，改选其他原因'
            else '确有其事的，请在备注写明从何年何月起（如2026年11月）再交，不是的请改选其他原因'
        end
        when told.is_void
            then '职工参保是单位的法定义务，本人或单位不愿意不能作为原因（法释〔2025〕12号第19条），请改选其他原因'
    end as objection,
    case when told.is_known then told.contradiction end as contradiction
from answers
join told on answers.row = told.row
order by answers.row
