-- 严重失信名单建议: employers that a penalty or an order to correct names, and that have not put right what it names.
--
-- key: subject_id
-- tier: check_data
-- law: 社会保险法 art. 84, 86; 社会保险领域严重失信人名单管理暂行办法（人社部规〔2019〕2号）
-- plan: 阜宁 三(一)3; 乌海 四(四)2; 玉溪 二(五)3; 武义 三(二)6
-- needs: penalty, wage, insured_unit 110, contribution 110
-- among: 劳动监察责令改正、行政处罚文书所列单位
-- priority: 行政处罚为1，责令改正为2；应参保未参保不足3人的低一级

with unit as (
    select employer_id, bool_or(is_active) as is_active, min(source_row) filter (where is_active) as source_row
    from core.employer_insurance
    where insurance in ('110', '120')
    group by employer_id
),

paper as (
    select
        penalty.*,
        unit.source_row as unit_row,
        penalty.paper_kind in ('行政处罚', '责令改正') and penalty.due_on < $as_of::date
        and coalesce(penalty.corrected_on > $as_of::date, true) as is_ripe,
        case penalty.matter
            when '未登记' then not coalesce(unit.is_active, false)
            when '未申报' then covered.employer_id is null or missing.employer_id is not null
            when '少报基数' then base.subject_id is not null
            else false
        end as is_still_so
    from core.employer_penalty as penalty
    left join unit on penalty.employer_id = unit.employer_id
    left join core.covered_employer as covered on penalty.employer_id = covered.employer_id
    left join core.missing_staff as missing on penalty.employer_id = missing.employer_id
    left join lists.underreported_base_employers as base on penalty.employer_id = base.subject_id
),

-- Of several papers the newest of those that stand speaks, or else the newest.
judged as (
    select * from paper
    qualify row_number() over (
        partition by employer_id order by case when is_ripe and is_still_so then 1 else 2 end, issued_on desc, paper_no
    ) = 1
)

select
    'employer' as subject_kind,
    subject.*,
    'check_data' as tier,
    case when employer.confidence = 'confirmed' and judged.is_employer_by_name then 'probable' else employer.confidence
    end as confidence,
    strftime(judged.issued_on, '%Y年%m月%d日') || '送达' || judged.paper_kind || '文书（' || judged.paper_no || '），改正期限'
    || strftime(judged.due_on, '%Y年%m月%d日') || '已过，所列“' || judged.matter || '”在数据里仍未改正'
    || coalesce('，' || missing.missing_people || '人应参保而未参保', '') || '，是否列入严重失信名单请核对。' as reason,
    case when judged.paper_kind = '行政处罚' then 1 else 2 end
    + case when coalesce(missing.missing_people, 0) >= 3 then 0 else 1 end as priority,
    judged.source_row || coalesce('; ' || missing.source_row, '') as evidence,
    coalesce(missing.missing_people, 0) as missing_people,
    judged.paper_no,
    judged.paper_kind,
    judged.matter,
    judged.issued_on,
    judged.due_on,
    employer.address,
    employer.phone,
    case
        when judged.paper_kind not in ('行政处罚', '责令改正') then '文书是' || judged.paper_kind || '，不是行政处罚或责令改正'
        when judged.matter is null then '文书没有写明违法事项'
        -- What is owed is asked for by other means: on this list stands what was hidden.
        when judged.matter = '欠缴' then '违法事项是欠缴，不属列入失信名单的情形'
        when judged.due_on is null then '文书没有写明改正期限'
        when judged.due_on >= $as_of::date then '改正期限未过（' || strftime(judged.due_on, '%Y年%m月%d日') || '）'
        when judged.corrected_on <= $as_of::date then '已于' || strftime(judged.corrected_on, '%Y年%m月%d日') || '改正'
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when judged.matter = '未登记' and not judged.is_still_so
            then '已办理登记，养老保险为在参保状态' || coalesce('；依据 ' || judged.unit_row, '')
        when judged.matter = '未申报' and not judged.is_still_so then '近期已申报，没有应参保而未参保的人'
        when not judged.is_still_so then '不在缴费基数不实单位清单上'
    end as not_because
from judged
join core.employer as employer on judged.employer_id = employer.employer_id
left join core.missing_staff as missing on judged.employer_id = missing.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
