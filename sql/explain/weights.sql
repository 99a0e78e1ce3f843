-- 逐项权重: the `weighed` pairs of a subject's records, feature by feature, in bits.
--
-- key: both_records, position

select
    weighed.both_records,
    round(weighed.score, 1) as total,
    case when isfinite(weighed.probability) then weighed.probability end as probability,
    weighed.verdict = 'review' as is_waiting,
    part.position,
    part.feature,
    part.outcome,
    part.bits
from weighed
join weighed_part as part using (matcher, left_extract, left_record, right_extract, right_record)
order by weighed.both_records, part.position
