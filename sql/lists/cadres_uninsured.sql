-- 村(社区)干部及公益岗位未参加职工养老: village cadres, public-welfare posts and grid workers in no employee pension.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您在村里、社区里做事，可以带头参加职工养老保险，自己按月缴，有的地方还有补贴，老了每月领得更多，我们帮您办。
-- law: 社会保险法 art. 10
-- plan: 玉溪 二(三)1
-- needs: person_roster, contribution 110
-- among: 村(居)干部、公益性岗位、网格员名单上在册的人员
-- priority: 45周岁以上为2（离可领待遇的缴费年限最紧），其余为3

-- On several of the rosters somebody is asked once.
with roster as (
    select * from core.person_roster
    where roster_kind in ('村(居)干部', '公益性岗位', '网格员')
    qualify row_number() over (partition by person_id order by roster_kind desc) = 1
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case when doubt.pension_question is not null then 'check_data' else 'persuade' end as tier,
    person.confidence,
    '在' || roster.roster_kind || '名单上，近期未查到职工养老保险参保缴费' || coalesce('；' || doubt.pension_question, '') || '。' as reason,
    case when person.age >= $older_resident_age_years then 2 else 3 end as priority,
    roster.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    roster.roster_kind,
    roster.starts_on,
    person.address,
    person.phone,
    case
        when person.age < $working_age_years then '未满' || $working_age_years || '周岁'
        when exempt.person_id is not null then exempt.because
        when standing.pension_declared_in is not null
            then '近期已参保，职工（机关）养老申报到' || strftime(standing.pension_declared_in, '%Y年%m月')
    end as not_because
from roster
join core.person as person on roster.person_id = person.person_id
join core.standing as standing on roster.person_id = standing.person_id
left join core.not_due as exempt on roster.person_id = exempt.person_id and exempt.insurance = '110'
left join core.doubt as doubt on roster.person_id = doubt.person_id
