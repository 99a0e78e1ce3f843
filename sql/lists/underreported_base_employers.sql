-- 缴费基数不实单位: covered units whose declared bases fall short of what their people earn.
--
-- key: subject_id
-- tier: check_data
-- law: 社会保险法 art. 12, 60, 86
-- plan: 盐城 三(三)1, 四(三); 乌海 四(四)1; 武义 二, 三(三)1
-- needs: wage, insured_unit 110, contribution 110, bounds 110
-- among: 有人同时有发薪记录和职工养老缴费基数的单位
-- priority: 每月少报5万元以上为1，1万元以上为2，2000元以上为3，其余为4

select
    'employer' as subject_kind,
    subject.*,
    'check_data' as tier,
    -- Another unit that may be theirs changes nothing about the bases of those whom this one declares.
    case when employer.confidence = 'confirmed' then 'confirmed' else 'probable' end as confidence,
    '核对' || base.based_people || '人：月均工资折合应申报缴费基数共' || cast(base.due_base_yuan as decimal(18, 0))
    || '元，实际申报' || cast(base.declared_base_yuan as decimal(18, 0)) || '元，'
    || base.short_people || '人低于应申报数，夯实率' || cast(base.solidity_rate * 100 as decimal(5, 1)) || '%。' as reason,
    case
        when base.short_yuan >= 50000 then 1 when base.short_yuan >= 10000 then 2 when base.short_yuan >= 2000 then 3
        else 4
    end as priority,
    base.source_row || coalesce('; ' || covered.source_row, '') as evidence,
    base.based_people,
    base.short_people,
    base.declared_base_yuan,
    base.due_base_yuan,
    base.short_yuan,
    round(base.solidity_rate, 4) as solidity_rate,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when covered.employer_id is null then '没有在参保状态的养老保险单位，或近期没有为任何人申报：见未参保单位各清单'
        when base.solidity_rate >= $base_solidity_share
            then '缴费基数夯实率' || round(base.solidity_rate * 100, 1) || '%，没有低于规定的比例'
    end as not_because
from core.employer_base as base
join core.employer as employer on base.employer_id = employer.employer_id
left join core.covered_employer as covered on base.employer_id = covered.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
