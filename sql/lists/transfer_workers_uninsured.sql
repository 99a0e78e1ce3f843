-- 转移就业未参加职工养老: rural workers placed in jobs whom nobody insures as employees.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您出来工作了，在单位上班的由单位为您参加职工养老保险，没有单位的也可以自己缴，老了每月能领养老金，我们帮您办。
-- law: 社会保险法 art. 10, 58
-- plan: 盐城 五(三); 乌海 四(三)1; 玉溪 二(一)2, 二(四)3
-- needs: person_roster, contribution 110
-- among: 转移就业名单上在册的人员
-- priority: 45周岁以上为2（离可领待遇的缴费年限最紧），其余为3

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.pension_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '在转移就业名单上，近期未查到职工养老保险参保缴费' || coalesce('；' || doubt.pension_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 2 else 3 end as priority,
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
join core.person as person on roster.person_id = person.person_id and roster.roster_kind = '转移就业'
join core.standing as standing on roster.person_id = standing.person_id
left join core.not_due as exempt on roster.person_id = exempt.person_id and exempt.insurance = '110'
left join core.doubt as doubt on roster.person_id = doubt.person_id
