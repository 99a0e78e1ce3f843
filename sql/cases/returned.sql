-- 重新打开的案件: cases that open again tonight, and why.
--
-- key: case_id

select
    tonight.case_id,
    tonight.facts,
    case
        when state.state = 'claimed' then '报称已办，期满仍未见于数据'
        when contradicted.case_id is not null then '数据与“不需参保”的反馈不符：' || contradicted.contradiction
        when state.closed_until is not null then '不需参保的期限已过，仍在清单'
        else '又列入清单'
    end as because
from cases.tonight as tonight
join cases.state as state on tonight.case_id = state.case_id
left join cases.contradicted as contradicted on tonight.case_id = contradicted.case_id
where
    (state.state = 'claimed' and state.claim_waits_until < $as_of::date)
    or (
        state.state = 'closed'
        and case
            when contradicted.case_id is not null then true
            when state.closed_until is not null then state.closed_until <= $as_of::date
            else not state.is_listed
        end
    )
