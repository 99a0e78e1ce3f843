-- 缴公积金未参保人员: people for whom an employer deposits housing fund and whom nobody insures.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，单位已经在为您缴公积金，法律规定社会保险也要一起参加，请您问一问单位，需要的话我们帮您催办。
-- law: 社会保险法 art. 10, 57, 58, 60; 住房公积金管理条例 art. 2
-- plan: 盐城 三(三)1
-- needs: fund_deposit, wage, contribution 110
-- among: 近期缴存公积金的人员
-- priority: 所在单位已参保的（补办即可）为1，其余为2

-- Whom two units deposit for is visited once, about the one that does so longest.
with paying as (
    select * from core.fund_payer
    qualify row_number() over (
        partition by person_id
        order by fund_months desc, last_fund_in desc, employer_id nulls last, source_row
    ) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.enforcement_question is not null then 'check_data' else 'must_join' end as tier,
    person.confidence,
    coalesce(employer.employer_name, paying.employer_name, '（单位名称不详）') || '近期为其缴存公积金' || paying.fund_months || '个月，最近一次'
    || strftime(paying.last_fund_in, '%Y年%m月') || '，未查到职工养老保险参保缴费'
    || coalesce('；' || doubt.enforcement_question, '') || '。' as reason,
    case when covered.employer_id is not null then 1 else 2 end as priority,
    paying.source_row || coalesce('; ' || person.source_row, '') as evidence,
    paying.employer_id,
    coalesce(employer.employer_name, paying.employer_name) as employer_name,
    paying.fund_months,
    paying.last_fund_in,
    covered.employer_id is not null as is_employer_covered,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.pension_declared_in is not null
            then '近期已参保，职工（机关）养老申报到' || strftime(standing.pension_declared_in, '%Y年%m月')
        when waged.subject_id is not null then '已在有工资未参保人员清单上'
    end as not_because
from paying
join core.person as person on paying.person_id = person.person_id
join core.standing as standing on paying.person_id = standing.person_id
left join core.not_due as exempt on paying.person_id = exempt.person_id and exempt.insurance = '110'
left join lists.waged_uninsured_people as waged on paying.person_id = waged.subject_id
left join core.employer as employer on paying.employer_id = employer.employer_id
left join core.covered_employer as covered on paying.employer_id = covered.employer_id
left join core.doubt as doubt on paying.person_id = doubt.person_id
