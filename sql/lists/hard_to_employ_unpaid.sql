-- 就业困难人员未缴费: people hard to employ who have paid no employee pension and may draw a subsidy if they do.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您自己缴养老保险的话可以申请政府补贴，缴的年头够了老了每月能领养老金，我们帮您算一算、办手续。
-- law: 社会保险法 art. 10; 就业促进法 art. 52
-- plan: 玉溪 二(三)5; 武义 三(二)4; 乌海 四(一)2
-- needs: person_roster, contribution 110
-- among: 就业困难名单上在册的人员
-- priority: 离退休不足五年的为2，其余为3
-- heading: 可申请社保补贴人员

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.pension_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '近期未查到职工养老保险缴费，以灵活就业身份缴费的可申请社保补贴'
    || coalesce('；' || doubt.pension_question, '') || '。' as reason,
    case
        when person.retires_late_on <= cast($as_of::date + $short_of_years_months * interval 1 month as date) then 2
        else 3
    end as priority,
    roster.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    person.retires_late_on,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.unit_pension_paid_in is not null
            then '单位近期已缴职工养老，缴到' || strftime(standing.unit_pension_paid_in, '%Y年%m月')
        when standing.flexible_pension_paid_in is not null
            then '近期已以灵活就业身份缴职工养老，缴到' || strftime(standing.flexible_pension_paid_in, '%Y年%m月')
    end as not_because
from core.person_roster as roster
join core.person as person on roster.person_id = person.person_id and roster.roster_kind = '就业困难'
join core.standing as standing on roster.person_id = standing.person_id
left join core.not_due as exempt on roster.person_id = exempt.person_id and exempt.insurance = '110'
left join core.doubt as doubt on roster.person_id = doubt.person_id
