-- 办理经过: what the ledger (attached as `told`) holds of a subject's cases and of its records, the earliest first.
--
-- key: position, sentence

with listed as (
    -- The case that a list would open for it, whether or not it is listed today; and the ones that it has.
    select
        list_id,
        list_name,
        left(sha256($case_key || sha256($case_key || '|' || list_id || '|' || $subject)), 16) as case_id
    from published.audit.list
    union
    select lead.list_id, list.list_name, lead.case_id
    from published.lists."all" as lead
    join published.audit.list as list on lead.list_id = list.list_id
    where lead.subject_id = $subject
),

record as (
    select 'employer' as matcher, extract, record_id from published.matches.employer
    where $kind = 'employer' and employer_id = $subject
    union all
    select 'person', extract, record_id from published.matches.person
    where $kind = 'person' and person_id = $subject
    union all
    select 'child', extract, record_id from published.matches.child
    where $kind = 'person' and person_id = $subject
    union all
    select 'project', extract, record_id from published.matches.project
    where $kind = 'project' and project_id = $subject
),

-- A verdict is about a pair of records: [matcher, extract, record, extract, record].
judged as (
    select
        event.sequence,
        json_extract_string(event.subject, '$[1]') || ' ' || json_extract_string(event.subject, '$[2]') || ' 与 '
        || json_extract_string(event.subject, '$[3]') || ' ' || json_extract_string(event.subject, '$[4]') as what,
        case json_extract_string(event.payload, '$.verdict')
            when 'yes' then '认定为同一对象' when 'no' then '认定为不同对象' else '不能确定'
        end as happened
    from told.event as event
    where event.kind = 'verdict' and exists (
        select 1 from record
        where record.matcher = json_extract_string(event.subject, '$[0]') and (
            (
                record.extract = json_extract_string(event.subject, '$[1]')
                and record.record_id = json_extract_string(event.subject, '$[2]')
            ) or (
                record.extract = json_extract_string(event.subject, '$[3]')
                and record.record_id = json_extract_string(event.subject, '$[4]')
            )
        )
    )
),

happened as (
    select event.sequence, '清单【' || listed.list_name || '】' as what, event.kind as happened
    from told.event as event
    join listed on event.subject = listed.case_id
    where $list_id::varchar is null or listed.list_id = $list_id
    union all
    select sequence, what, happened from judged
)

select
    event.sequence as position,
    '经过：' || strftime(event.recorded_at, '%Y年%m月%d日') || '，' || happened.what || '：'
    || case happened.happened
        when 'listed' then '列入清单' when 'continued' then '仍在清单' when 'sent' then '已下发' when 'answered' then '已反馈'
        when 'claimed' then '报称已办，待数据证实' when 'closed' then '结案' when 'reopened' then '重新打开'
        else happened.happened
    end
    || '（' || event.actor || coalesce('；依据 ' || event.source_file || '#' || event.source_line, '') || '）' as sentence
from happened
join told.event as event on happened.sequence = event.sequence
order by position, sentence
