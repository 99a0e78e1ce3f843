-- 无雇工个体工商户未参保: owners of sole traders without staff who are in no pension insurance.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，个体户老板自己也可以参加养老保险，自愿参加、多缴多得，老了按月领养老金，您愿意的话我们帮您算一算、告诉您去哪里办。
-- law: 社会保险法 art. 10, 23
-- plan: 玉溪 二(一)2; 乌海 二(二), 三
-- needs: taxpayer, tax_payment, wage, contribution 110, member 170
-- among: 个体工商户业主
-- priority: 近一年纳税1万元以上为2，其余为3，须先核对的为5

-- An owner of several shops is visited once, about the one that pays the most tax.
with shop as (
    select * from core.sole_trader
    where person_id is not null
    qualify row_number() over (
        partition by person_id
        order by
            case when is_operating and paid_yuan is not null and staff_people = 0 then 1 else 2 end,
            paid_yuan desc nulls last, employer_id
    ) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    case when person.town_code = 'unknown' then shop.town_code else person.town_code end as town_code,
    case when person.town_code = 'unknown' then shop.village_code else person.village_code end as village_code,
    case when doubt.pension_question is not null then 'check_data' else 'persuade' end as tier,
    case
        when person.confidence = 'review' then 'review'
        when person.confidence = 'confirmed' and shop.confidence = 'confirmed' then 'confirmed' else 'probable'
    end as confidence,
    '个体工商户' || coalesce(shop.employer_name, '（名称不详）') || '的业主，近' || $activity_months || '个月纳税'
    || cast(shop.paid_yuan as decimal(18, 0)) || '元，没有雇工，未查到养老保险参保缴费'
    || coalesce('；' || doubt.pension_question, '') || '。' as reason,
    case
        when doubt.pension_question is not null then 5 when shop.paid_yuan >= 10000 then 2 else 3
    end as priority,
    shop.tax_row || coalesce('; ' || shop.owner_row, '') || coalesce('; ' || person.source_row, '') as evidence,
    employer.industry_group,
    employer.business_kind,
    employer.is_agency,
    employer.park_name,
    coalesce(headcount.wage_headcount, 0) as wage_headcount,
    coalesce(headcount.insured_headcount, 0) as insured_headcount,
    shop.employer_id,
    shop.employer_name,
    shop.paid_yuan,
    person.age,
    coalesce(person.address, shop.address) as address,
    coalesce(person.phone, shop.phone) as phone,
    case
        when not shop.is_operating then '税务或登记状态不正常，不在经营'
        when shop.paid_yuan is null then '近' || $activity_months || '个月没有纳税'
        when shop.staff_people > 0 then '近期为业主以外的' || shop.staff_people || '人发放工资：见有雇工个体工商户清单'
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.pension_declared_in is not null
            then '近期已参保，职工（机关）养老申报到' || strftime(standing.pension_declared_in, '%Y年%m月')
        when standing.civil_pension_paid_in is not null then '近期已缴机关养老'
        when standing.is_enrolled_170 then '已参加居民养老'
    end as not_because
from shop
join core.person as person on shop.person_id = person.person_id
join core.standing as standing on shop.person_id = standing.person_id
left join core.not_due as exempt on shop.person_id = exempt.person_id and exempt.insurance = '110'
join core.employer as employer on shop.employer_id = employer.employer_id
left join core.headcount as headcount on shop.employer_id = headcount.employer_id
left join core.doubt as doubt on shop.person_id = doubt.person_id
