-- 体检居民未参加医保: adults who came to a check-up and are in no medical insurance.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，参加居民医保，政府补贴大部分，自己只缴一小部分，住院看病能报销，请您趁早办理，我们可以帮您。
-- law: 社会保险法 art. 23, 25
-- plan: 盐城 三(三)3
-- needs: person_roster, contribution 310, contribution 390
-- among: 体检居民名单上在册的人员
-- priority: 45周岁以上为3（患病风险较高），其余为4
-- heading: 成年居民未参加医保

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.medical_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '成年居民，未查到近期职工医保或本年居民医保' || coalesce('；' || doubt.medical_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 3 else 4 end as priority,
    roster.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    person.address,
    person.phone,
    case
        when person.age < $adult_age_years then '未满' || $adult_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.medical_cover is not null then '已有' || standing.medical_cover
    end as not_because
from core.person_roster as roster
join core.person as person on roster.person_id = person.person_id and roster.roster_kind = '体检居民'
join core.standing as standing on roster.person_id = standing.person_id
left join core.not_due as exempt on roster.person_id = exempt.person_id and exempt.insurance = '390'
left join core.doubt as doubt on roster.person_id = doubt.person_id
