-- 免缴依据: who is not due for an insurance, why, until when, and the row that proves it.
--
-- key: person_id, insurance, kind
-- law: 社会保险法 art. 10, 16, 20, 23, 25; 国发〔2014〕8号

with scope (kind, insurance) as (
    values
    ('死亡', '110'), ('死亡', '170'), ('死亡', '310'), ('死亡', '390'),
    ('现役军人', '110'), ('现役军人', '170'), ('现役军人', '310'), ('现役军人', '390'),
    ('服刑', '110'), ('服刑', '170'), ('服刑', '310'), ('服刑', '390'),
    ('出国（境）', '110'), ('出国（境）', '170'), ('出国（境）', '310'), ('出国（境）', '390'),
    ('户口注销', '170'), ('户口注销', '310'), ('户口注销', '390'),
    ('在校学生', '110'), ('在校学生', '170'),
    ('已领养老金', '110'), ('已领养老金', '170'), ('异地已领养老金', '110'), ('异地已领养老金', '170'),
    ('参加机关养老', '110'), ('参加机关养老', '170'),
    ('异地参加职工养老', '110'), ('异地参加职工养老', '170'), ('异地参加机关养老', '110'), ('异地参加机关养老', '170'),
    ('异地参加居民养老', '170'),
    ('异地参加职工医保', '310'), ('异地参加职工医保', '390'), ('异地参加居民医保', '310'), ('异地参加居民医保', '390')
),

exempt_fact as (
    select fact.person_id, scope.insurance, fact.kind, fact.until_on, fact.source_row
    from restricted.status_fact as fact
    join scope on fact.kind = scope.kind
    left join (select distinct person_id from core.wage_earner) as earner on fact.person_id = earner.person_id
    -- Abroad and yet paid here: due, after a look at the data.
    where not (fact.kind = '出国（境）' and scope.insurance = '110' and earner.person_id is not null)
),

aged as (
    select person_id, scope.insurance, '未满16周岁' as kind, null::date as until_on, source_row
    from core.person
    cross join (values ('110'), ('170')) as scope (insurance)
    where citizen_id is not null and age < $working_age_years
    union all
    select person_id, '110', '已达退休年龄', null, source_row
    from core.person
    where retires_late_on <= $as_of::date
)

select person_id, insurance, kind, until_on, source_row from (
    select * from exempt_fact
    union all
    select * from aged
) as exempt
qualify row_number() over (
    partition by person_id, insurance, kind
    order by until_on desc nulls first, source_row nulls last
) = 1
order by person_id -- sql/explain/block.sql says why
