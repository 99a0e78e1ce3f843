-- 新办单位提醒参保: units founded in the last days that have not registered with social insurance yet.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，恭喜贵单位开业，法律规定单位成立三十日内要办理社会保险登记，请您按时办理，去哪里办、带什么材料我们可以告诉您。
-- law: 社会保险法 art. 57
-- plan: 阜宁 三(一)2; 盐城 附件2
-- needs: business, insured_unit 110
-- among: 市场主体和机构登记的单位
-- priority: 登记期限只剩10日以内为2，其余为3，须先核对的为5

with begun as (
    -- A unit that was never insured (status 0) is only a number.
    select distinct employer_id from core.employer_insurance
    where unit_status <> '0'
)

select
    'employer' as subject_kind,
    subject.*,
    case when employer.question is not null then 'check_data' else 'persuade' end as tier,
    employer.confidence,
    strftime(employer.founded_on, '%Y年%m月%d日') || '成立，还没有办理社会保险登记，应在成立之日起'
    || $registration_days || '日内办理'
    || coalesce('；' || employer.question, '') || '。' as reason,
    case
        when employer.question is not null then 5
        when $registration_days - date_diff('day', employer.founded_on, $as_of::date) <= 10 then 2 else 3
    end as priority,
    registration.source_row as evidence,
    employer.founded_on,
    cast(employer.founded_on + $registration_days * interval 1 day as date) as register_until,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when employer.is_sole_trader then '是个体工商户：见个体工商户各清单'
        when coalesce(date_diff('day', employer.founded_on, $as_of::date) not between 0 and $registration_days, true)
            then '不是近' || $registration_days || '日内' || coalesce(strftime(employer.founded_on, '（%Y年%m月%d日）'), '')
            || '成立'
        when begun.employer_id is not null then '已办理社会保险登记'
    end as not_because
from core.employer_registration as registration
join core.employer as employer on registration.employer_id = employer.employer_id
left join begun on registration.employer_id = begun.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
