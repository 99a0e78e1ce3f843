-- 欠费单位: units that declared contributions for an earlier month and have not paid them.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，贵单位还有社会保险费没有到账，法律规定单位要按时足额缴费，拖欠会按日加收滞纳金，请您尽早补缴，一时有困难的请先和税务部门联系。
-- law: 社会保险法 art. 60, 63, 86
-- plan: 乌海 五(二)3
-- needs: contribution, insured_unit
-- among: 上月之前有应缴费款未到账的单位（不论是否仍在经营）
-- priority: 欠费10万元以上为1，2万元以上为2，5000元以上为3，其余为4

select
    'employer' as subject_kind,
    arrears.employer_id as subject_id,
    coalesce(employer.employer_name, '（单位名称不详）') as subject_name,
    coalesce(employer.town_code, 'unknown') as town_code,
    employer.village_code,
    -- What is owed is owed by the unit that declared it, whoever else it may be.
    case when employer.is_registered or employer.is_taxpayer then 'must_join' else 'check_data' end as tier,
    case when employer.confidence = 'confirmed' then 'confirmed' else 'probable' end as confidence,
    arrears.owed_people || '人' || arrears.owed_months || '个月的社会保险费没有到账（'
    || strftime(arrears.first_owed_in, '%Y年%m月')
    || case when arrears.owed_months > 1 then '至' || strftime(arrears.last_owed_in, '%Y年%m月') else '' end
    || '），共' || cast(arrears.owed_yuan as decimal(18, 0)) || '元'
    || case
        when not employer.is_operating then '；税务或登记状态不正常'
        when employer.is_registered or employer.is_taxpayer then '' else '；没有市场主体和税务登记，请先核对'
    end || '。' as reason,
    case
        when arrears.owed_yuan >= 100000 then 1 when arrears.owed_yuan >= 20000 then 2
        when arrears.owed_yuan >= 5000 then 3 else 4
    end as priority,
    arrears.source_row || coalesce('; ' || employer.business_row, '; ' || employer.taxpayer_row, '') as evidence,
    employer.industry_group,
    employer.business_kind,
    employer.is_agency,
    employer.park_name,
    coalesce(headcount.wage_headcount, 0) as wage_headcount,
    coalesce(headcount.insured_headcount, 0) as insured_headcount,
    arrears.owed_people,
    arrears.owed_months,
    arrears.owed_yuan,
    arrears.first_owed_in,
    arrears.last_owed_in,
    employer.address,
    employer.phone,
    case when arrears.owed_yuan <= 0 then '没有欠费' end as not_because
from core.employer_arrears as arrears
left join core.employer as employer on arrears.employer_id = employer.employer_id
left join core.headcount as headcount on arrears.employer_id = headcount.employer_id
