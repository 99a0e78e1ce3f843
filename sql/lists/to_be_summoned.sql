-- 多次提醒未整改单位: employers that refused again and again, or let the day of a letter pass, and still must insure people.
--
-- key: subject_id
-- tier: check_data
-- law: 社会保险法 art. 84, 86; 劳动保障监察条例 art. 15, 18
-- plan: 武义 三(二)6; 阜宁 三(一)3; 乌海 四(四)1; 玉溪 二(五)2
-- needs: wage, insured_unit 110, contribution 110
-- among: 走访中拒绝配合过或收到过文书的单位
-- priority: 拒绝6次以上为1，其余为2；应参保未参保不足3人的低一级

with listed as (
    select employer_id, count(*) as must_join_lists from core.employer_lead
    where tier = 'must_join'
    group by employer_id
),

-- 武义's order, 约谈 before 整改通知单 before 联合执法: one step further with each refusal more. Where letters went out,
-- the one that follows the last (regions/notices.py).
stepped as (
    select
        employer.employer_id,
        coalesce(refusal.refusals, 0) as refusals,
        refusal.last_refused_on,
        notice.notice_number,
        notice.notice_step,
        notice.notice_due_on,
        coalesce(notice.has_notice_passed, false) as has_passed,
        coalesce(refusal.source_row, '账本 ' || notice.notice_number) as source_row,
        case
            when notice.has_notice_passed then notice.notice_next_step
            when refusal.refusals >= $summons_refusals + 2 then '联合执法'
            when refusal.refusals = $summons_refusals + 1 then '整改通知单'
            else '约谈'
        end as next_step
    from core.employer as employer
    left join core.employer_refusal as refusal on employer.employer_id = refusal.employer_id
    left join core.employer_notice as notice on employer.employer_id = notice.employer_id
    where refusal.employer_id is not null or notice.employer_id is not null
)

select
    'employer' as subject_kind,
    subject.*,
    'check_data' as tier,
    employer.confidence,
    case when stepped.has_passed then
        stepped.notice_step || stepped.notice_number || '已于' || strftime(stepped.notice_due_on, '%Y年%m月%d日') || '到期，'
    else '' end
    || case when stepped.refusals > 0 then
        '走访中' || stepped.refusals || '次拒绝配合，最近一次' || strftime(stepped.last_refused_on, '%Y年%m月%d日') || '，'
    else '' end
    || '仍在' || listed.must_join_lists || '个应当参保清单上'
    || coalesce('，' || missing.missing_people || '人应参保而未参保', '') || '，建议下一步：' || stepped.next_step || '。' as reason,
    case when stepped.refusals >= 6 then 1 else 2 end
    + case when coalesce(missing.missing_people, 0) >= 3 then 0 else 1 end as priority,
    stepped.source_row as evidence,
    coalesce(missing.missing_people, 0) as missing_people,
    stepped.refusals,
    stepped.last_refused_on,
    stepped.next_step,
    stepped.notice_step,
    stepped.notice_number,
    stepped.notice_due_on,
    listed.must_join_lists,
    employer.address,
    employer.phone,
    case
        when not stepped.has_passed and stepped.notice_number is not null and stepped.refusals < $summons_refusals
            then stepped.notice_step || stepped.notice_number || '还没有到期'
        when not stepped.has_passed and stepped.refusals < $summons_refusals
            then '拒绝配合' || stepped.refusals || '次，不足' || $summons_refusals || '次'
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when listed.employer_id is null then '已不在任何应当参保清单上'
    end as not_because
from stepped
join core.employer as employer on stepped.employer_id = employer.employer_id
left join listed on stepped.employer_id = listed.employer_id
left join core.missing_staff as missing on stepped.employer_id = missing.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
