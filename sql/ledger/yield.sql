-- 清单成效: per list, town and rule, what became of the leads that were handed out, and how many were right.
--
-- key: list_id, town_code, rule

-- The rule of a lead is its tier and how its records were linked. Right or wrong is told by answers alone: a wrong lead
-- (误报) against all that were answered with a result; who could not be met says nothing of the lead.
with answered as (
    select
        case_id,
        list_id,
        town_code,
        tier || ' ' || confidence as rule,
        times_sent > 0 as is_handed_out,
        result is not null as is_answered,
        result = '线索有误' as is_wrong,
        coalesce(result, '') not in ('', '暂未办理') or result_reason in ('无意愿', '经济困难', '拒绝配合', '待办理') as is_judged,
        closed_because = '数据已证实' or (closed_because = '数据已解决' and times_sent > 0) as is_enrolled
    from cases.state
),

counted as (
    select
        list_id,
        town_code,
        rule,
        count(*) filter (where is_handed_out) as handed_out,
        count(*) filter (where is_answered) as answered,
        count(*) filter (where is_enrolled) as enrolled,
        count(*) filter (where is_wrong) as wrong,
        count(*) filter (where is_judged) as clear_answers
    from answered
    group by list_id, town_code, rule
),

-- Wilson 1927: the interval of a share, also for few answers; a test holds it to `ledger/interval.py`.
measured as (
    select
        *,
        (clear_answers - wrong)::double / nullif(clear_answers, 0) as share,
        3.841458820694124 / nullif(clear_answers, 0) as square
    from counted
)

select
    list_id,
    town_code,
    rule,
    handed_out,
    answered,
    enrolled,
    wrong,
    clear_answers,
    share as precision,
    greatest(0, (share + square / 2 - sqrt(square * share * (1 - share) + square * square / 4)) / (1 + square))
        as precision_low,
    least(1, (share + square / 2 + sqrt(square * share * (1 - share) + square * square / 4)) / (1 + square))
        as precision_high
from measured
where handed_out > 0 or answered > 0
order by list_id, town_code, rule
