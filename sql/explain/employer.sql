-- 单位说明: what the night knows of one employer, as sentences in order.
--
-- key: position, sentence

with subject as (select * from core.employer where employer_id = $subject),

fact as (
    select
        1 as position,
        coalesce(employer_name, '（名称不详）') || '，' || coalesce(business_kind, '类型不详')
        || case when is_operating then '，经营中' else '，已不经营（税务或登记状态不正常）' end
        || case when is_registered then '' else '，没有市场主体登记' end
        || case when is_taxpayer then '' else '，没有税务登记' end
        || coalesce('，' || strftime(founded_on, '%Y年%m月%d日') || '成立', '')
        || coalesce('；依据 ' || business_row, '') || coalesce('；依据 ' || taxpayer_row, '') as sentence
    from subject
    union all
    select 4, '已参保单位：近期为' || declared_people || '人申报养老保险；依据 ' || source_row
    from core.covered_employer
    where employer_id = $subject
    union all
    select 5, '近一年纳税' || paid_yuan || '元，最近所属' || strftime(last_taxed_in, '%Y年%m月') || '；依据 ' || source_row
    from core.tax_paid
    where employer_id = $subject
    union all
    select 6, '近期' || wage_headcount || '人领薪，应参保' || due_headcount || '人，已参保' || insured_headcount || '人'
    from core.headcount
    where employer_id = $subject
)

select position, sentence from fact
order by position, sentence
