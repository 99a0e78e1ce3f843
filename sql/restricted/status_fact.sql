-- 免缴事实: what departments say of a person that may keep off a list, each with the row that proves it.
--
-- key: person_id, kind, source_row

with printed as (
    select person_id as number, '死亡' as kind, null::date as until_on, source_file, source_line from staging.death
    union all
    select person_id, '现役军人', ends_on, source_file, source_line from staging.soldier
    where coalesce(starts_on, $as_of::date) <= $as_of::date and coalesce(ends_on, $as_of::date) >= $as_of::date
    union all
    select person_id, '服刑', ends_on, source_file, source_line from staging.sentence
    where sentence_kind = '监禁'
        and coalesce(starts_on, $as_of::date) <= $as_of::date and coalesce(ends_on, $as_of::date) >= $as_of::date
    union all
    select person_id, '出国（境）', ends_on, source_file, source_line from staging.person_roster
    where roster_kind = '出国'
        and coalesce(starts_on, $as_of::date) <= $as_of::date and coalesce(ends_on, $as_of::date) >= $as_of::date
    union all
    select person_id, '在校学生', graduates_on, source_file, source_line from staging.student
    where student_status in ('在读', '休学') and coalesce(graduates_on, $as_of::date) >= $as_of::date
    union all
    select person_id, '已领养老金', null, source_file, source_line from staging.benefit
    where benefit_kind in ('企业职工养老', '机关事业养老', '城乡居民养老') and benefit_status in ('正常', '暂停')
),

person_fact as (
    select numbers.person_id, printed.kind, printed.until_on, printed.source_file, printed.source_line
    from printed
    join matches.person_of_number as numbers on printed.number = numbers.number
    union all
    select person_id, case resident_status
        when '死亡注销' then '死亡' when '参军注销' then '现役军人' when '出国注销' then '出国（境）' else '户口注销'
    end, null, source_file, source_line
    from restricted.resident_person
    where resident_status in ('死亡注销', '参军注销', '出国注销', '迁出注销', '其他注销')
        -- Whoever the veterans' office lists is a soldier for as long as it says.
        and not (resident_status = '参军注销' and person_id in (
            select numbers.person_id from staging.soldier as soldier
            join matches.person_of_number as numbers on soldier.person_id = numbers.number
        ))
    union all
    select members.person_id, case when member.stop_reason = '6401' then '死亡' else '参加机关养老' end, null,
        member.source_file, member.source_line
    from staging.member as member
    join matches.person_of_member as members
        on member.issuer = members.issuer and member.member_id = members.member_id
    where member.stop_reason = '6401' or (member.insurance = '120' and member.is_enrolled)
)

select person_id, kind, until_on, source_file || '#' || source_line as source_row from person_fact
union all
-- What people say at the door is no proof: it holds for some months, and is told as what they said.
select
    person_id,
    case pension_said when '外地职工养老' then '自述外地参加职工养老' when '外地居民养老' then '自述外地参加居民养老'
        when '机关养老' then '自述参加机关养老' else '自述外地已领养老金' end,
    said_until_on,
    source_row
from core.person_survey
where pension_said in ('外地职工养老', '外地居民养老', '机关养老', '外地已领养老金')
union all
select survey.person_id, '自述在校学生', survey.said_until_on, survey.source_row
from core.person_survey as survey
join core.person as person on survey.person_id = person.person_id
where survey.work_said = '在校学生' and person.age < $student_age_years
union all
select person_id, '异地已领养老金', null, source_row from core.insured_elsewhere
where is_retired
union all
select
    person_id,
    '异地参加' || case insurance when '110' then '职工养老' when '120' then '机关养老' when '170' then '居民养老'
        when '310' then '职工医保' when '390' then '居民医保' else insurance end,
    null,
    source_row
from core.insured_elsewhere
where is_insured
