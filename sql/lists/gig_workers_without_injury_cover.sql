-- 新业态从业人员未参加工伤: drivers, couriers and riders whom nobody insures against injury at work.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您在路上跑活辛苦，参加工伤保险或者职业伤害保障以后，万一受伤治疗和补偿有着落，请您和平台问一问，我们帮您办。
-- law: 人社部发〔2021〕56号; 人社部发〔2025〕24号; 工伤保险条例 art. 2
-- plan: 武义 三(三)1
-- needs: gig_worker, rider_cover, contribution 410
-- among: 新业态从业人员名单上的人员
-- priority: 外卖、快递为2（路上事故最多），其余为3

-- Whoever is past retirement age works on the roads at the same risk: that age exempts from the pension only.
with exempt as (
    select
        person_id,
        '免缴：' || kind || coalesce('（至' || strftime(until_on, '%Y年%m月%d日') || '）', '')
        || coalesce('；依据 ' || source_row, '') as because
    from core.exemption
    where insurance = '110' and kind not in ('已达退休年龄', '未满16周岁')
    qualify row_number() over (partition by person_id order by kind) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.pension_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '从事' || gig.gig_kind || coalesce('（' || gig.employer_name || '）', '') || '，近期未查到工伤保险参保，也不在职业伤害保障名单上；本地区现行办法：'
    || $rider_scheme || coalesce('；' || doubt.pension_question, '') || '。' as reason,
    case when gig.gig_kind in ('外卖', '快递') then 2 else 3 end as priority,
    gig.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    gig.gig_kind,
    gig.employer_name,
    person.address,
    person.phone,
    case
        when not coalesce(gig.is_on_road, false) then '从事' || coalesce(gig.gig_kind, '不详的工作') || '，不是网约车、快递、外卖或同城货运'
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.injury_declared_in is not null
            then '近期已参加工伤保险，申报到' || strftime(standing.injury_declared_in, '%Y年%m月')
        when cover.person_id is not null
            then '已有职业伤害保障' || coalesce('（' || cover.platform || '）', '') || '；依据 ' || cover.source_row
    end as not_because
from core.gig_worker as gig
join core.person as person on gig.person_id = person.person_id
join core.standing as standing on gig.person_id = standing.person_id
left join exempt on gig.person_id = exempt.person_id
left join core.rider_cover as cover on gig.person_id = cover.person_id
left join core.doubt as doubt on gig.person_id = doubt.person_id
