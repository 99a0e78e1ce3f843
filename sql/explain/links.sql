-- 匹配说明: how each `record` of a subject was linked, what waits for a person, and the weights feature by feature.
--
-- key: position, sentence

with titled as (
    select extract, '【' || extract_title || '】' as title from published.audit.extract
),

-- The evidence file holds what is not shown: pairs with a record of the army, a court or civil affairs.
pairs as (
    select * from published.matches.pair
    union all
    select * from evidence.matches.pair
),

comparisons as (
    select * from published.matches.comparison
    union all
    select * from evidence.matches.comparison
),

-- By either side apart: a join passes by the rows that it does not need, an `or` reads them all.
compared as (
    select pair.* from pairs as pair
    semi join record as own
        on pair.matcher = own.matcher and pair.left_extract = own.extract and pair.left_record = own.record_id
    union
    select pair.* from pairs as pair
    semi join record as own
        on pair.matcher = own.matcher and pair.right_extract = own.extract and pair.right_record = own.record_id
),

weighed as (
    select
        compared.*,
        coalesce(own.title, left_extract) || left_record
        || ' 与' || coalesce(other.title, right_extract) || right_record as both_records
    from compared
    left join titled as own on compared.left_extract = own.extract
    left join titled as other on compared.right_extract = other.extract
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
    from comparisons as comparison
    semi join weighed
        on comparison.left_record = weighed.left_record and comparison.right_record = weighed.right_record
    where comparison.bits <> 0
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
