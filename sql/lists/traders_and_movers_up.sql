-- 可转职工养老及提档居民: residents who pay the lowest tier and show means to pay more, or as employees.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您的居民养老保险缴的是最低一档，多缴多得、政府补贴也多，您可以提高一档，有工作的还可以参加职工养老，老了领得更多。
-- law: 国发〔2014〕8号 四(一); 社会保险法 art. 10
-- plan: 玉溪 二(二)1; 武义 三(三); 阜宁 三(二)2
-- needs: contribution 110, contribution 170
-- among: 有居民养老缴费的人员
-- priority: 有工资收入的（可转职工养老）为2，其余为3

with payer as (
    select person_id from core.resident_payment
    where resident_pension_paid_for is not null
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.pension_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    year(standing.resident_pension_paid_for) || '年度居民养老缴费' || cast(standing.resident_pension_yuan as decimal(18, 0))
    || '元，为最低档；' || means.means || '，可动员提高档次或转职工养老'
    || coalesce('；' || doubt.pension_question, '') || '。' as reason,
    case when means.means = '有工资收入' then 2 else 3 end as priority,
    coalesce(enrolment.source_row || '; ', '') || means.source_row
    || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    means.means,
    standing.resident_pension_paid_for,
    standing.resident_pension_yuan,
    person.address,
    person.phone,
    case
        when standing.resident_pension_paid_for < calendar.last_year_from
            then '上年和本年都没有缴居民养老，最近缴' || year(standing.resident_pension_paid_for) || '年度'
        when standing.resident_pension_yuan > $resident_lowest_tier_yuan
            then '缴费' || cast(standing.resident_pension_yuan as decimal(18, 0)) || '元，不是最低档'
        when standing.government_paid_for >= calendar.last_year_from
            then year(standing.government_paid_for) || '年度由政府代缴'
        when exempt.person_id is not null then exempt.because
        when standing.active_pension_declared_in is not null
            then '近一年已申报职工（机关）养老，最近' || strftime(standing.active_pension_declared_in, '%Y年%m月')
        when means.person_id is null then '没有缴费能力的线索（工资、个体经营、种养殖大户、村居干部）'
    end as not_because
from payer
join core.standing as standing on payer.person_id = standing.person_id
cross join core.calendar as calendar
left join core.means as means on payer.person_id = means.person_id
left join core.not_due as exempt on payer.person_id = exempt.person_id and exempt.insurance = '110'
join core.person as person on payer.person_id = person.person_id
left join core.enrolment as enrolment on payer.person_id = enrolment.person_id and enrolment.insurance = '170'
left join core.doubt as doubt on payer.person_id = doubt.person_id
