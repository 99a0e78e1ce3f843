-- 困难群体未领待遇: people past sixty in a hardship group who draw no pension.
--
-- key: subject_id
-- tier: must_join
-- duty: government
-- say: 您好，您已经到了领养老金的年龄，我们来帮您核对、办理领取手续，办好以后每月能领养老金。
-- law: 国发〔2014〕8号 六; 社会保险法 art. 21
-- plan: 盐城 三(二)3; 阜宁 三(二)4; 乌海 四(三)1; 玉溪 二(二)
-- needs: hardship, benefit, contribution 110
-- among: 本地区计入的困难群体人员（在册）
-- priority: 到龄满一年仍未领的为1，其余为2
-- heading: 到龄未领待遇（优先走访）

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when coalesce(doubt.question, doubt.outsider_question) is not null then 'check_data' else 'must_join'
    end as tier,
    person.confidence,
    '优先服务对象，' || person.age || '周岁，未查到在领取养老待遇，请协助办理领取手续'
    || coalesce('；' || doubt.question, '；' || doubt.outsider_question, '') || '。' as reason,
    case when person.age_before_last_month > $resident_pension_age_years then 1 else 2 end as priority,
    hardship.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    hardship.hardship_kinds,
    standing.resident_pension_paid_for,
    person.address,
    person.phone,
    case
        when person.age is null then '年龄不明'
        when person.age_before_last_month < $resident_pension_age_years
            then '上月之前未满' || $resident_pension_age_years || '周岁（现' || person.age || '周岁）'
        when settled.person_id is not null then settled.because
        when standing.draws is not null then '已领取' || standing.draws || '待遇'
        when standing.pension_declared_in is not null
            then '近期仍申报职工（机关）养老，最近' || strftime(standing.pension_declared_in, '%Y年%m月')
    end as not_because
from restricted.hardship_person as hardship
join core.person as person on hardship.person_id = person.person_id
join core.standing as standing on hardship.person_id = standing.person_id
left join core.not_awaiting as settled on hardship.person_id = settled.person_id
left join core.doubt as doubt on hardship.person_id = doubt.person_id
