-- 困难群体未代缴: members of the residents' pension in a hardship group for whom the government has not paid this year.
--
-- key: subject_id
-- tier: must_join
-- duty: government
-- say: 您好，您今年的居民养老保险费可以由政府来缴，我们正在核实，请您不要担心，需要的材料我们上门帮您办。
-- law: 国发〔2014〕8号 四(三)
-- plan: 盐城 三(二)3; 阜宁 三(二)4; 乌海 四(三)1; 玉溪 二(二)
-- needs: hardship, member 170, contribution 110, contribution 170
-- among: 本地区计入的困难群体人员（在册）
-- priority: 上年也没有代缴的为1，其余为2
-- heading: 居民养老代缴待核（优先走访）

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when coalesce(doubt.resident_question, doubt.outsider_question) is not null then 'check_data' else 'must_join'
    end as tier,
    person.confidence,
    '优先服务对象，已参加居民养老，未查到本年政府代缴到账，请核实并落实代缴'
    || coalesce('；' || doubt.resident_question, '；' || doubt.outsider_question, '') || '。' as reason,
    case when standing.government_paid_for >= calendar.last_year_from then 2 else 1 end as priority,
    hardship.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    hardship.hardship_kinds,
    standing.government_paid_for,
    standing.resident_pension_paid_for,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when person.age >= $resident_pension_age_years then '已满' || $resident_pension_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when not standing.is_enrolled_170 then '没有参加居民养老'
        when standing.is_government_paid then '已代缴' || year(standing.government_paid_for) || '年居民养老'
        when standing.active_pension_declared_in is not null
            then '近一年已申报职工（机关）养老，最近' || strftime(standing.active_pension_declared_in, '%Y年%m月')
    end as not_because
from restricted.hardship_person as hardship
join core.person as person on hardship.person_id = person.person_id
join core.standing as standing on hardship.person_id = standing.person_id
left join core.not_due as exempt on hardship.person_id = exempt.person_id and exempt.insurance = '170'
cross join core.calendar as calendar
left join core.doubt as doubt on hardship.person_id = doubt.person_id
