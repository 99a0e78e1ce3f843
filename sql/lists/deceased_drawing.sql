-- 死亡冒领: benefits paid for months after the month of death.
--
-- key: subject_id
-- tier: check_data
-- law: 社会保险法 art. 88; 国发〔2014〕8号 六
-- plan: 阜宁 三(一)3; 盐城 附件2
-- needs: benefit, death
-- among: 已去世、有待遇发放记录的人员
-- priority: 死亡后发放满12个月为1，满3个月为2，其余为3

-- Of several benefits the one that was paid longest.
with paid as (
    select
        death.person_id,
        death.died_on,
        benefit.benefit_kind,
        benefit.benefit_yuan,
        benefit.last_paid_in,
        (year(benefit.last_paid_in) - year(death.died_on)) * 12
        + month(benefit.last_paid_in) - month(death.died_on) as overpaid_months,
        benefit.source_row || '; ' || death.source_row as source_row
    from core.death as death
    join core.benefit as benefit on death.person_id = benefit.person_id
    qualify row_number() over (
        partition by death.person_id
        order by benefit.last_paid_in desc, benefit.benefit_kind
    ) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    'check_data' as tier,
    person.confidence,
    strftime(paid.died_on, '%Y年%m月%d日') || '去世，' || paid.benefit_kind || '待遇发放到'
    || strftime(paid.last_paid_in, '%Y年%m月') || '，死亡次月起多发' || paid.overpaid_months || '个月'
    || coalesce('，每月' || cast(paid.benefit_yuan as decimal(18, 0)) || '元', '') || '。' as reason,
    case when paid.overpaid_months >= 12 then 1 when paid.overpaid_months >= 3 then 2 else 3 end as priority,
    paid.source_row as evidence,
    paid.died_on,
    paid.benefit_kind,
    paid.benefit_yuan,
    paid.last_paid_in,
    paid.overpaid_months,
    case
        when paid.last_paid_in is null then '待遇发放到哪个月不详'
        when paid.overpaid_months <= 0
            then strftime(paid.died_on, '%Y年%m月') || '去世，待遇只发放到' || strftime(paid.last_paid_in, '%Y年%m月')
    end as not_because
from paid
join core.person as person on paid.person_id = person.person_id
