-- 服刑人员领取待遇: pensions paid for a month that was wholly spent in prison.
--
-- key: subject_id
-- tier: check_data
-- law: 劳社厅函〔2001〕44号; 社会保险法 art. 88
-- plan: 盐城 附件2
-- needs: benefit, sentence
-- among: 有养老金发放记录、又有监禁登记的人员
-- priority: 每月1000元以上为2，其余为3

-- Of several pensions and sentences the pair that counts, and of those the latest.
with paid as (
    select
        benefit.person_id,
        benefit.benefit_kind,
        benefit.benefit_yuan,
        benefit.last_paid_in,
        coalesce(benefit.last_paid_in >= term.starts_on, true)
        and coalesce(cast(benefit.last_paid_in + interval 1 month as date) - 1 <= term.ends_on, true) as is_within,
        benefit.source_row || '; ' || term.source_row as source_row
    from core.benefit as benefit
    join restricted.prison_term as term on benefit.person_id = term.person_id
    where benefit.benefit_kind in ('企业职工养老', '机关事业养老', '城乡居民养老')
    qualify row_number() over (
        partition by benefit.person_id
        order by is_within desc, benefit.last_paid_in desc, benefit.benefit_kind, term.starts_on desc
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
    -- What else is to be said stands in the rows behind it, which analysts do not see.
    paid.benefit_kind || '待遇发放到' || strftime(paid.last_paid_in, '%Y年%m月')
    || '，与其他部门登记的情况不符，请凭依据核对是否应当停发。' as reason,
    case when paid.benefit_yuan >= 1000 then 2 else 3 end as priority,
    paid.source_row as evidence,
    paid.benefit_kind,
    paid.benefit_yuan,
    paid.last_paid_in,
    case
        when not paid.is_within then '待遇发放到' || strftime(paid.last_paid_in, '%Y年%m月') || '，该月没有整月在登记的期间内'
    end as not_because
from paid
join core.person as person on paid.person_id = person.person_id
