-- 困难群体未参加医保: people in a hardship group who are in no medical insurance, here or elsewhere.
--
-- key: subject_id
-- tier: must_join
-- duty: government
-- say: 您好，政府可以帮您参加医保，参加后住院看病能报销，请您把身份证给我们看一下，我们帮您把手续办好。
-- law: 社会保险法 art. 25; 社会救助暂行办法 art. 28, 29
-- plan: 盐城 三(三)3
-- needs: hardship, contribution 310, contribution 390
-- among: 本地区计入的困难群体人员（在册）
-- priority: 近两年都没有缴居民医保的为1，其余为2
-- heading: 未参加医保（优先走访）

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when coalesce(doubt.medical_question, doubt.outsider_question) is not null then 'check_data' else 'must_join'
    end as tier,
    person.confidence,
    '优先服务对象，未查到近期职工医保或本年居民医保，也没有异地参保记录，请协助参保'
    || coalesce('；' || doubt.medical_question, '；' || doubt.outsider_question, '') || '。' as reason,
    case when standing.resident_medical_paid_for >= calendar.last_year_from then 2 else 1 end as priority,
    hardship.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    hardship.hardship_kinds,
    standing.resident_medical_paid_for,
    person.address,
    person.phone,
    case
        when exempt.person_id is not null then exempt.because
        when standing.medical_cover is not null then '已有' || standing.medical_cover
    end as not_because
from restricted.hardship_person as hardship
join core.standing as standing on hardship.person_id = standing.person_id
left join core.not_due as exempt on hardship.person_id = exempt.person_id and exempt.insurance = '390'
join core.person as person on hardship.person_id = person.person_id
cross join core.calendar as calendar
left join core.doubt as doubt on hardship.person_id = doubt.person_id
