-- 安全检查单位未参加工伤: units on the safety inspectors' roster without injury insurance.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，法律规定单位要为每位职工参加工伤保险，职工个人不用缴费，请您尽早办理，万一有人受伤治疗和补偿有着落，单位也少担风险。
-- law: 社会保险法 art. 33, 84; 工伤保险条例 art. 2; 安全生产法 art. 51
-- plan: 武义 三(三)1
-- needs: unit_roster, insured_unit 410
-- among: 安全检查名录上的单位
-- priority: 用工50人以上为1，10人以上为2，其余为3，须先核对的为5

with roster as (
    select * from core.employer_roster where roster_kind = '安全检查'
)

select
    'employer' as subject_kind,
    subject.*,
    -- A unit of the bureau that may be theirs takes nobody off, but asks for a desk before a visit.
    case when employer.question is null then 'must_join' else 'check_data' end as tier,
    case when employer.confidence = 'confirmed' then roster.confidence else employer.confidence end as confidence,
    '在安全检查名录上'
    || case
        when headcount.wage_headcount > 0 then '，近期' || headcount.wage_headcount || '人领取工资'
        when roster.headcount > 0 then '，名录从业' || roster.headcount || '人' else ''
    end || '，没有在参保状态的工伤保险登记'
    || coalesce('；' || employer.question, '') || '。' as reason,
    case
        when employer.question is not null then 5
        when coalesce(headcount.wage_headcount, roster.headcount) >= 50 then 1
        when coalesce(headcount.wage_headcount, roster.headcount) >= 10 then 2 else 3
    end as priority,
    roster.source_row || coalesce('; ' || employer.business_row, '; ' || employer.taxpayer_row, '')
    || coalesce('; ' || injury.source_row, '') as evidence,
    roster.headcount,
    employer.address,
    employer.phone,
    case
        when not employer.is_operating then '税务或登记状态不正常，不在经营'
        when injury.is_active then '有在参保状态的工伤保险登记；依据 ' || injury.source_row
    end as not_because
from roster
join core.employer as employer on roster.employer_id = employer.employer_id
left join core.employer_insurance as injury on roster.employer_id = injury.employer_id and injury.insurance = '410'
left join core.headcount as headcount on roster.employer_id = headcount.employer_id
join core.employer_subject as subject on employer.employer_id = subject.subject_id
