-- 外来人员在本地就业未参保: people paid here, registered elsewhere, whom nobody insures.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，在这里上班，户口在哪里都一样，法律规定单位要为您参加养老、医疗等社会保险，请您把用工情况告诉我们，我们帮您催办。
-- law: 社会保险法 art. 10, 57, 58, 60
-- plan: 乌海 四(一)2; 阜宁 三(二)1
-- needs: wage, contribution 110, resident
-- among: 有工资未参保人员清单上的人员
-- priority: 所在单位已参保的（补办即可）为1，其余为2

select
    waged.subject_kind,
    waged.subject_id,
    waged.subject_name,
    waged.town_code,
    waged.village_code,
    waged.tier,
    waged.confidence,
    '户籍不在本地：' || waged.reason as reason,
    waged.priority,
    waged.evidence,
    waged.employer_id,
    waged.employer_name,
    waged.wage_months,
    waged.mean_wage_yuan,
    waged.is_employer_covered,
    waged.address,
    waged.phone,
    case
        when person.is_normal_resident and person.is_registered_here then '户籍在本地，依据 ' || person.source_row
    end as not_because
from lists.waged_uninsured_people as waged
join core.person as person on waged.subject_id = person.person_id
