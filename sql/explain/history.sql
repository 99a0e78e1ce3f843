-- 办理经过: what the ledger (attached as `whole_ledger`) holds of a subject's cases and each `record`, the earliest first.
--
-- key: position, sentence

with listed as (
    select ledger_case.case_id, ledger_case.list_id, list.list_name
    from ledger."case" as ledger_case
    join published.audit.list as list on ledger_case.list_id = list.list_id
    where ledger_case.subject_kind = $kind and ledger_case.subject_id = $subject
),

case_event as (
    select
        event.*,
        listed.list_name,
        json_transform(event.payload, '{
            "tier": "VARCHAR", "is_listed": "BOOLEAN", "because": "VARCHAR", "until": "DATE", "result": "VARCHAR",
            "reason": "VARCHAR", "note": "VARCHAR", "return_on": "DATE", "file": "VARCHAR", "has_mobile": "BOOLEAN",
            "step": "VARCHAR", "number": "VARCHAR", "due_on": "DATE",
            "column": "VARCHAR", "value": "VARCHAR", "contradiction": "VARCHAR"
        }') as content
    from whole_ledger.event as event
    join listed on event.subject = listed.case_id
    -- A visit is told by its answers, case by case.
    where event.kind <> 'contacted' and ($list_id::varchar is null or listed.list_id = $list_id)
),

-- A verdict is about a pair of records: [matcher, extract, record, extract, record].
judged as (
    select *, json_extract_string(subject, '$[*]') as pair
    from whole_ledger.event
    where kind = 'verdict'
),

happened as (
    select
        sequence, as_of, recorded_at, actor, source_file, source_line,
        '清单【' || list_name || '】' as what,
        case kind
            when 'listed' then '列入清单'
                || case content.tier when 'must_join' then '（应当参保）' when 'persuade' then '（动员参保）' else '（内部核对）' end
            when 'changed' then case when content.is_listed then '情况有变，仍在清单' else '已不在清单' end
            when 'sent' then '已下发' || coalesce('，' || content.file, '')
            when 'answered' then '反馈 ' || content.result || '、' || content.reason
                || case when content.note <> '' then '（备注：' || content.note || '）' else '' end
                || coalesce('，' || content.return_on::varchar || ' 再走访', '')
            when 'contradicted' then '反馈 ' || content.result || '、' || content.reason || ' 没有采用，案件不结：'
                || content.contradiction
            when 'claimed' then '报称已办，等数据证实，到 ' || content.until::varchar || ' 未见即重新打开'
            when 'closed' then '结案：' || content.because || coalesce('（' || content.reason || '）', '')
                || coalesce('，有效到 ' || content.until::varchar, '')
            when 'reopened' then '重新打开：' || content.because
            when 'corrected' then '更正' || case content."column" when 'phone' then '电话' else '地址' end || case
                content.value when '' then '：原来的不再用' else '为 ' || content.value end
            when 'message due' then '应发短信' || case when content.has_mobile then '' else '，没有手机号' end
            when 'message sent' then '已发短信'
            when 'notice issued' then '发出' || content.step || content.number || coalesce('，期限到 ' || content.due_on, '')
        end as happened
    from case_event
    union all
    -- What was asked of an employer by whoever grants subsidies.
    select sequence, as_of, recorded_at, actor, source_file, source_line, '核查申请单位',
        json_extract_string(payload, '$.match') || '；最低参保率' || json_extract_string(payload, '$.answer')
    from whole_ledger.event
    where kind = 'screened' and $kind = 'employer' and subject = $subject and $list_id::varchar is null
    union all
    select sequence, as_of, recorded_at, actor, source_file, source_line, what, happened from surveyed
    union all
    select
        sequence, as_of, recorded_at, actor, source_file, source_line,
        pair[2] || ' ' || pair[3] || ' 与 ' || pair[4] || ' ' || pair[5],
        case json_extract_string(payload, '$.verdict')
            when 'yes' then '认定为同一对象' when 'no' then '认定为不同对象' when 'withdrawn' then '收回以前的认定'
            else '不能确定'
        end
    from judged
    where exists (
        select 1 from record
        where matcher = pair[1] and (extract, record_id) in ((pair[2], pair[3]), (pair[4], pair[5]))
    )
)

select
    sequence as position,
    -- The day is the night's; where the clock said another when it was written down, that is told beside it.
    '经过：' || strftime(coalesce(as_of, recorded_at::date), '%Y年%m月%d日') || '，' || what || '：' || happened
    || '（' || actor || coalesce('；依据 ' || source_file || '#' || source_line, '')
    || case when as_of <> recorded_at::date then strftime(recorded_at, '；%Y年%m月%d日记入') else '' end || '）' as sentence
from happened
order by position, sentence
