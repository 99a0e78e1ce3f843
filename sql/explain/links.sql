-- 匹配说明: how each record of a subject was linked, what waits for a person, and the weights feature by feature.
--
-- key: position, sentence

-- The kind spares the search through millions of records of the other.
with record as (
    select 'employer' as matcher, extract, record_id, rule, score, compared from matches.employer
    where $kind = 'employer' and employer_id = $subject
    union all
    select 'person', extract, record_id, rule, score, compared from matches.person
    where $kind = 'person' and person_id = $subject
    union all
    select 'child', extract, record_id, rule, score, compared from matches.child
    where $kind = 'person' and person_id = $subject
    union all
    select 'project', extract, record_id, rule, score, compared from matches.project
    where $kind = 'project' and project_id = $subject
),

weighed as (
    select distinct pair.* from matches.pair as pair
    join record
        on pair.matcher = record.matcher and (
            (pair.left_extract = record.extract and pair.left_record = record.record_id)
            or (pair.right_extract = record.extract and pair.right_record = record.record_id)
        )
),

-- Weight by weight: bits above zero speak for one and the same, below zero against it.
detail as (
    select
        comparison.matcher, comparison.left_extract, comparison.left_record, comparison.right_extract,
        comparison.right_record,
        string_agg(
            comparison.feature || comparison.outcome || case when comparison.bits > 0 then '+' else '' end
            || comparison.bits, '，'
            order by comparison.position
        ) as parts
    from matches.comparison as comparison
    semi join weighed
        on comparison.left_record = weighed.left_record and comparison.right_record = weighed.right_record
    where comparison.bits <> 0
    group by all
),

fact as (
    select 20 as position, '记录 ' || extract || ' ' || record_id || '：'
        || case rule
            when 'name' then '按名称认定，得分' || round(score, 1) || '；'
            when 'features' then '按多项信息认定，得分' || round(score, 1) || '；'
            else '认定依据：'
        end || compared as sentence
    from record
    union all
    select 21, case verdict when 'review' then '待人工确认：' else '认定为同一对象：' end || left_extract || ' ' || left_record
        || ' 与 ' || right_extract || ' ' || right_record || '（匹配键：' || match_key || '）：' || reason
    from weighed
    union all
    select 22, '逐项权重：' || weighed.left_extract || ' ' || weighed.left_record || ' 与 ' || weighed.right_extract || ' '
        || weighed.right_record || '：' || detail.parts || '；合计' || round(weighed.score, 1)
    from weighed
    join detail using (matcher, left_extract, left_record, right_extract, right_record)
)

select position, sentence from fact
order by position, sentence
