-- 选择性参保单位: units that insure for pension and leave out medical, unemployment or injury insurance.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，贵单位已经为职工参加养老保险，法律规定医疗、失业、工伤保险也要一起参加，请您把缺的补上，职工看病、失业、受伤都有保障。
-- law: 社会保险法 art. 23, 33, 44, 58, 84; 工伤保险条例 art. 2
-- plan: 盐城 三(三)1; 乌海 四(二)1, 四(四)1
-- needs: insured_unit 110, insured_unit 210, insured_unit 310, insured_unit 410, contribution 110
-- among: 近期申报职工养老的单位
-- priority: 近期申报50人以上为1，10人以上为2，其余为3，须先核对的为5

with unit as (
    select
        employer_id,
        max(declared_people) filter (where insurance = '110' and is_active) as declared_people,
        min(source_row) filter (where insurance = '110' and is_active) as source_row,
        substr(
            case when bool_or(insurance = '310' and is_active) then '' else '、职工医保' end
            || case when bool_or(insurance = '210' and is_active) then '' else '、失业保险' end
            || case when bool_or(insurance = '410' and is_active) then '' else '、工伤保险' end, 2
        ) as missing_insurances
    from core.employer_insurance
    group by employer_id
)

select
    'employer' as subject_kind,
    subject.*,
    -- A unit of the bureaus that may be theirs may hold what seems to be missing.
    case when employer.question is null then 'must_join' else 'check_data' end as tier,
    employer.confidence,
    '近期为' || unit.declared_people || '人申报职工养老，没有在参保状态的' || unit.missing_insurances
    || coalesce('；' || employer.question, '') || '。' as reason,
    case
        when employer.question is not null then 5
        when unit.declared_people >= 50 then 1 when unit.declared_people >= 10 then 2 else 3
    end as priority,
    unit.source_row || coalesce('; ' || employer.business_row, '; ' || employer.taxpayer_row, '') as evidence,
    unit.declared_people,
    unit.missing_insurances,
    employer.address,
    employer.phone,
    case
        when coalesce(unit.declared_people, 0) = 0 then '没有在参保状态的职工养老单位，或近期没有为任何人申报'
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when unit.missing_insurances = '' then '职工医保、失业保险、工伤保险都有在参保状态的登记'
    end as not_because
from unit
join core.employer as employer on unit.employer_id = employer.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
