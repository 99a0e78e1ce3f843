-- 逐项权重: the pairs of each `record` of a subject that were weighed, feature by feature, in bits.
--
-- key: both_records, position

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
)

select
    weighed.both_records,
    round(weighed.score, 1) as total,
    case when isfinite(weighed.probability) then weighed.probability end as probability,
    weighed.verdict = 'review' as is_waiting,
    comparison.feature,
    comparison.outcome,
    comparison.bits
from weighed
join comparisons as comparison
    on weighed.matcher = comparison.matcher and weighed.left_extract = comparison.left_extract
    and weighed.left_record = comparison.left_record and weighed.right_extract = comparison.right_extract
    and weighed.right_record = comparison.right_record
where comparison.bits <> 0
order by weighed.both_records, comparison.position
