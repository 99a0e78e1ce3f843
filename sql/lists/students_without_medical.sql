-- 在校生未参加医保: pupils and students who are in no medical insurance.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，在校学生可以参加居民医保，政府补贴大部分，自己只缴一小部分，住院看病能报销，请您尽早为孩子办理。
-- law: 社会保险法 art. 25
-- plan: 盐城 三(三)3
-- needs: student, contribution 310, contribution 390
-- among: 学籍名单上的人员
-- priority: 未成年的为3（由家长办理），其余为4

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.medical_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '在' || coalesce(student.school_name, '学校（名称不详）') || '就读，未查到本年居民医保或近期职工医保'
    || coalesce('；' || doubt.medical_question, '') || '。' as reason,
    case when person.age < $adult_age_years then 3 else 4 end as priority,
    student.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    student.school_name,
    student.graduates_on,
    person.address,
    person.phone,
    case
        when not coalesce(student.is_in_school, false)
            then '不在校：学籍' || coalesce(student.student_status, '不详') || coalesce('，毕业日期' || student.graduates_on, '')
        when exempt.person_id is not null then exempt.because
        when standing.medical_cover is not null then '已有' || standing.medical_cover
    end as not_because
from core.student as student
join core.standing as standing on student.person_id = standing.person_id
left join core.not_due as exempt on student.person_id = exempt.person_id and exempt.insurance = '390'
join core.person as person on student.person_id = person.person_id
left join core.doubt as doubt on student.person_id = doubt.person_id
