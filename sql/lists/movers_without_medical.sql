-- 外出务工人员未参加医保: people away at work who are in no medical insurance, here or elsewhere.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，在外打工也要有医保，在工作的地方参加或者在家里参加居民医保都可以，参加后住院看病能报销，请您尽早办理。
-- law: 社会保险法 art. 23, 25
-- plan: 盐城 三(三)3
-- needs: person_roster, contribution 310, contribution 390
-- among: 外出务工名单上在册的人员
-- priority: 45周岁以上为3（患病风险较高），其余为4

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.medical_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '外出务工，未查到近期职工医保或本年居民医保，也没有异地参保记录' || coalesce('；' || doubt.medical_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 3 else 4 end as priority,
    roster.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    roster.starts_on,
    person.address,
    person.phone,
    case
        when exempt.person_id is not null then exempt.because
        when standing.medical_cover is not null then '已有' || standing.medical_cover
    end as not_because
from core.person_roster as roster
join core.person as person on roster.person_id = person.person_id and roster.roster_kind = '外出务工'
join core.standing as standing on roster.person_id = standing.person_id
left join core.not_due as exempt on roster.person_id = exempt.person_id and exempt.insurance = '390'
left join core.doubt as doubt on roster.person_id = doubt.person_id
