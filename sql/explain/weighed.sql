-- 比对过的记录对: the pairs of each `record` of a subject that were weighed, and how both records are called.
--
-- key: matcher, left_extract, left_record, right_extract, right_record

with titled as (
    select extract, '【' || extract_title || '】' as title from published.audit.extract
),

-- The evidence file holds what is not shown: pairs with a record of the army, a court or civil affairs.
pairs as (
    select * from published.matches.pair
    union all
    select * from evidence.matches.pair
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
)

select
    compared.matcher,
    compared.left_extract,
    compared.left_record,
    compared.right_extract,
    compared.right_record,
    compared.match_key,
    compared.score,
    compared.probability,
    compared.verdict,
    compared.reason,
    coalesce(own.title, left_extract) || left_record
    || ' 与' || coalesce(other.title, right_extract) || right_record as both_records
from compared
left join titled as own on compared.left_extract = own.extract
left join titled as other on compared.right_extract = other.extract
