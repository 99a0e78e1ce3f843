-- 新业态从业人员未参保: people who work through platforms or by licence and are in no pension insurance.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，跑车、送货、做自由职业的也可以参加养老保险，自己按月缴或者参加居民养老都行，老了有养老金，我们帮您算一算哪种合适。
-- law: 社会保险法 art. 10, 20; 人社部发〔2021〕56号
-- plan: 盐城 三(一)2, 三(二)2; 阜宁 三(二)1; 乌海 四(三)3, 四(五)3; 武义 三(三)1; 玉溪 二(一)2, 二(五)1
-- needs: gig_worker, contribution 110, member 170
-- among: 新业态从业人员名单上的人员
-- priority: 45周岁以上为2（离可领待遇的缴费年限最紧），其余为3

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.pension_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '从事' || case when gig.gig_kind = '其他' then '新业态工作' else gig.gig_kind end
    || coalesce('（' || gig.employer_name || '）', '') || '，近期未查到职工养老缴费，也没有参加居民养老'
    || coalesce('；' || doubt.pension_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 2 else 3 end as priority,
    gig.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    gig.gig_kind,
    gig.employer_name,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.pension_declared_in is not null
            then '近期已参保，职工（机关）养老申报到' || strftime(standing.pension_declared_in, '%Y年%m月')
        when standing.is_enrolled_170 then '已参加居民养老'
    end as not_because
from core.gig_worker as gig
join core.person as person on gig.person_id = person.person_id
join core.standing as standing on gig.person_id = standing.person_id
left join core.not_due as exempt on gig.person_id = exempt.person_id and exempt.insurance = '110'
left join core.doubt as doubt on gig.person_id = doubt.person_id
