-- 匹配说明: how each `record` of a subject was linked, what waits for a person, and the weights feature by feature.
--
-- key: position, sentence

with titled as (
    select extract, '【' || extract_title || '】' as title from published.audit.extract
),

detail as (
    select
        matcher, left_extract, left_record, right_extract, right_record,
        string_agg(
            feature || outcome || case when bits > 0 then '+' else '' end || bits, '，'
            order by position
        ) as parts
    from weighed_part
    group by all
),

fact as (
    select 20 as position, '记录' || coalesce(title, extract) || record_id || '：'
        || case rule
            when 'name' then '按名称认定，得分' || round(score, 1) || '；'
            when 'features' then '按多项信息认定，得分' || round(score, 1) || '；'
            else '认定依据：'
        end || compared as sentence
    from record
    left join titled using (extract)
    union all
    select 21, case verdict when 'review' then '待人工确认：' else '认定为同一对象：' end || both_records
        || '（匹配键：' || match_key
        || case when isfinite(probability)
            then '；确为同一对象的可能性' || round(100 * probability, 1) || '%' else '' end
        || '）：' || reason
    from weighed
    union all
    select 22, '逐项权重：' || both_records || '：' || parts || '；合计' || round(score, 1)
    from weighed
    join detail using (matcher, left_extract, left_record, right_extract, right_record)
)

select position, sentence from fact
order by position, sentence
