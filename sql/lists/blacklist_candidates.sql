-- 拒不整改单位: employers that refused again and again and still must insure people.
--
-- key: subject_id
-- tier: check_data
-- law: 社会保险法 art. 84, 86; 社会保险领域严重失信人名单管理暂行办法
-- plan: 阜宁 三(一)3; 乌海 四(四)2; 玉溪 二(五)3; 武义 三(二)6
-- needs: wage, insured_unit 110, contribution 110
-- among: 走访中拒绝配合过的单位
-- priority: 拒绝6次以上为1，其余为2；应参保未参保不足3人的低一级

with listed as (
    select employer_id, count(*) as must_join_lists from core.employer_lead
    where tier = 'must_join'
    group by employer_id
)

select
    'employer' as subject_kind,
    subject.*,
    'check_data' as tier,
    employer.confidence,
    '走访中' || refusal.refusals || '次拒绝配合，最近一次' || strftime(refusal.last_refused_on, '%Y年%m月%d日')
    || '，仍在' || listed.must_join_lists || '个应当参保清单上'
    || coalesce('，' || missing.missing_people || '人应参保而未参保', '') || '，是否提请列入失信名单请核对。' as reason,
    case when refusal.refusals >= 6 then 1 else 2 end
    + case when coalesce(missing.missing_people, 0) >= 3 then 0 else 1 end as priority,
    refusal.source_row as evidence,
    coalesce(missing.missing_people, 0) as missing_people,
    refusal.refusals,
    refusal.last_refused_on,
    listed.must_join_lists,
    employer.address,
    employer.phone,
    case
        when refusal.refusals < $blacklist_refusals
            then '拒绝配合' || refusal.refusals || '次，不足' || $blacklist_refusals || '次'
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when listed.employer_id is null then '已不在任何应当参保清单上'
    end as not_because
from core.employer_refusal as refusal
join core.employer as employer on refusal.employer_id = employer.employer_id
left join listed on refusal.employer_id = listed.employer_id
left join core.missing_staff as missing on refusal.employer_id = missing.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
