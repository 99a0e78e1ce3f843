-- 国有企业未参保职工: people paid by a state-owned enterprise whom nobody insures.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，您在国有企业上班领工资，法律规定单位要为您参加养老、医疗等社会保险，请您把用工情况告诉我们，我们帮您催单位尽早补办。
-- law: 社会保险法 art. 10, 57, 58, 60
-- plan: 武义 二; 乌海 五(二)6
-- needs: wage, contribution 110, unit_roster
-- among: 有工资未参保人员清单上的人员
-- priority: 应当参保的为1（由国资部门督促即可），须先核对的为4

select
    waged.subject_kind,
    waged.subject_id,
    waged.subject_name,
    waged.town_code,
    waged.village_code,
    waged.tier,
    -- That the employer is the one on the roster may rest on a name.
    case when waged.confidence = 'confirmed' then coalesce(roster.confidence, 'confirmed') else waged.confidence end
        as confidence,
    '国有企业职工：' || waged.reason as reason,
    case when waged.tier = 'must_join' then 1 else 4 end as priority,
    waged.evidence || coalesce('; ' || roster.source_row, '') as evidence,
    waged.employer_id,
    waged.employer_name,
    waged.wage_months,
    waged.mean_wage_yuan,
    waged.is_employer_covered,
    waged.address,
    waged.phone,
    case when roster.employer_id is null then '所在单位不在国有企业名录上' end as not_because
from lists.waged_uninsured_people as waged
left join core.employer_roster as roster
    on waged.employer_id = roster.employer_id and roster.roster_kind = '国有企业'
