-- 待确认匹配: the pairs that a reviewer is asked about, in the order of the sheet.
--
-- key: matcher, left_extract, left_record, right_extract, right_record

-- `compared` are the pairs of the night, those with a record that is not shown among them.
-- `standing` is what people have said so far: yes and no are not asked again, unsure comes last.
-- Use: people affected (a record that tells of nobody counts as one) × uncertainty in bits, H(p) = -p log2 p - (1-p)
-- log2 (1-p), p the calibrated probability: an answer is worth most where many people hang on it and all that is known
-- leaves it open (1 bit at even odds, 0.08 at odds of 100 to 1).
-- Among the waiting pairs a random sample of accepted ones is mixed, as many of each matcher, at random places.
with pair as (
    select
        pair.*,
        standing.verdict is not null as is_second_time,
        case when isfinite(pair.probability) then greatest(least(pair.probability, 0.999999), 0.000001) else 0.5 end
            as likely,
        case when isfinite(pair.usefulness) then greatest(pair.usefulness, 1) else 1 end as people,
        concat_ws('|', $seed, pair.matcher, pair.left_extract, pair.left_record, pair.right_extract, pair.right_record)
            as identity
    from compared as pair
    left join standing
        on pair.matcher = standing.matcher
        and pair.left_extract = standing.left_extract and pair.left_record = standing.left_record
        and pair.right_extract = standing.right_extract and pair.right_record = standing.right_record
    where coalesce(standing.verdict, 'unsure') = 'unsure'
),

drawn as (
    select
        *,
        md5_number_lower(identity) as draw,
        md5_number_upper(identity)::double / 18446744073709551616.0 as chance,
        people * (-likely * log2(likely) - (1 - likely) * log2(1 - likely)) as use_bits
    from pair
),

sampled as (
    select *, row_number() over (partition by matcher order by draw, identity) as turn
    from drawn
    where verdict = 'accepted' and not is_second_time
),

checked as (
    select *, chance as place from sampled
    qualify row_number() over (order by turn, draw, identity) <= (
        select least($most_checked, greatest($least_checked, ceil(least(count(*), $rows) / ($one_in - 1.0))))
        from drawn
        where verdict = 'review' and not is_second_time
    )
),

ranked as (
    select *, row_number() over (order by use_bits desc, abs(likely - 0.5), identity) as rank from drawn
    where verdict = 'review' and not is_second_time
    qualify rank <= $rows - (select count(*) from checked)
),

waiting as (
    select *, (rank - 0.5) / count(*) over () as place from ranked
),

asked as (
    select identity, place from checked
    union all
    select identity, place from waiting
    union all
    select identity, 2 + row_number() over (order by use_bits desc, identity) from drawn where is_second_time
)

select
    drawn.matcher,
    drawn.left_extract,
    drawn.left_record,
    drawn.right_extract,
    drawn.right_record,
    drawn.verdict,
    drawn.score,
    drawn.left_name,
    drawn.left_detail,
    drawn.right_name,
    drawn.right_detail,
    drawn.compared
from asked
join drawn using (identity)
order by asked.place, drawn.identity
limit $rows
