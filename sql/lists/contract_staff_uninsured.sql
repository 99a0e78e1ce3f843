-- 机关事业编外聘用人员未参保: contract staff of offices and public institutions whom nobody insures.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，您受单位聘用工作，法律规定单位要为您参加养老、医疗等社会保险，请您把聘用情况告诉我们，我们帮您催单位尽早补办。
-- law: 社会保险法 art. 10, 57, 58, 60
-- plan: 乌海 四(二)1
-- needs: person_roster, contribution 110
-- among: 编外聘用名单上在册的人员
-- priority: 应当参保的为1，须先核对的为4

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when coalesce(doubt.enforcement_question, token.token_question) is not null then 'check_data' else 'must_join'
    end as tier,
    person.confidence,
    '在机关事业单位编外聘用名单上'
    || case when roster.starts_on is null then '' else '，' || strftime(roster.starts_on, '%Y年%m月%d日') || '起聘用' end
    || '，近期未查到职工养老保险参保缴费'
    || coalesce('；' || doubt.enforcement_question, '；' || token.token_question, '') || '。' as reason,
    case when coalesce(doubt.enforcement_question, token.token_question) is not null then 4 else 1 end as priority,
    roster.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    roster.starts_on,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.pension_declared_in is not null
            then '近期已参保，职工（机关）养老申报到' || strftime(standing.pension_declared_in, '%Y年%m月')
    end as not_because
from core.person_roster as roster
join core.person as person on roster.person_id = person.person_id and roster.roster_kind = '编外聘用'
join core.standing as standing on roster.person_id = standing.person_id
left join core.not_due as exempt on roster.person_id = exempt.person_id and exempt.insurance = '110'
left join core.doubt as doubt on roster.person_id = doubt.person_id
left join core.token_wage as token on roster.person_id = token.person_id
