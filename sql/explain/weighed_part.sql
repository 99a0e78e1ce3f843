-- 逐项比对: the features of the `weighed` pairs that speak for one and the same (bits above zero) or against it.
--
-- key: matcher, left_extract, left_record, right_extract, right_record, position

with comparisons as (
    select * from published.matches.comparison
    union all
    select * from evidence.matches.comparison
)

select
    comparison.matcher,
    comparison.left_extract,
    comparison.left_record,
    comparison.right_extract,
    comparison.right_record,
    comparison.position,
    comparison.feature,
    comparison.outcome,
    comparison.bits
from comparisons as comparison
semi join weighed
    on comparison.matcher = weighed.matcher
    and comparison.left_extract = weighed.left_extract and comparison.left_record = weighed.left_record
    and comparison.right_extract = weighed.right_extract and comparison.right_record = weighed.right_record
where comparison.bits <> 0
