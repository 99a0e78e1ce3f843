-- 断保人员: members of the employee pension who have stopped paying.
--
-- key: subject_id
-- tier: persuade / must_join
-- say: 您好，您的养老保险停缴了一段时间，缴的年头越长退休后每月领得越多，请您尽早接着缴，在单位上班的由单位来缴。
-- law: 社会保险法 art. 10, 16; 法释〔2025〕12号 art. 19
-- plan: 盐城 三(一)3; 乌海 四(三)2; 玉溪
-- needs: member 110, contribution 110
-- among: 参加过职工养老保险的人员
-- priority: 原单位仍发工资为1，离退休不足五年为2，其余为3

with due as (
    select
        record.*,
        -- A woman is given her later date.
        outlook.late_possible_months as possible_months,
        case when outlook.person_id is not null
            then greatest(outlook.late_minimum_months - record.counted_months, 0) end as needed_months,
        (year(calendar.last_month) - year(record.last_paid_in)) * 12
        + month(calendar.last_month) - month(record.last_paid_in) as gap_months,
        case
            when record.is_flexible and $flexible_lapse = 'year' then calendar.last_year_from
            else cast(calendar.last_month - ($lapse_months - 1) * interval 1 month as date)
        end as paid_enough_from, -- whoever has paid in or after this month has not lapsed
        calendar.last_year_from
    from core.pension_record as record
    left join core.pension_outlook as outlook on record.person_id = outlook.person_id
    cross join core.calendar as calendar
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case
        when doubt.pension_question is not null then 'check_data'
        when earner.person_id is not null and coalesce(wage_doubt.token_question, doubt.outsider_question) is not null
            then 'check_data'
        -- Between her two retirement dates a woman may still go on; nobody enforces it.
        when earner.person_id is not null and doubt.enforcement_question is null then 'must_join'
        else 'persuade'
    end as tier,
    case when earner.person_id is not null and person.confidence = 'confirmed' and employer.confidence <> 'confirmed'
        then 'probable' else person.confidence end as confidence, -- that the unit still pays may rest on a name
    case when due.last_paid_in is null then '缴费明细期内没有缴费' else '职工养老保险缴到'
        || strftime(due.last_paid_in, '%Y年%m月') || '后未再缴费' end
    || '，已累计缴费' || due.total_paid_months || '个月'
    || case when due.needed_months > 0 then '，到退休还需缴' || due.needed_months || '个月' else '' end
    || case when earner.person_id is not null then '；原单位近期仍在发放工资，应由单位续保' else '' end
    || coalesce('；' || doubt.pension_question, case when earner.person_id is not null
        then '；' || coalesce(wage_doubt.token_question, doubt.outsider_question) end, '') || '。' as reason,
    case when earner.person_id is not null then 1 when due.possible_months < 60 then 2 else 3 end as priority,
    due.source_row || coalesce('; ' || earner.source_row, '') as evidence,
    due.employer_id,
    employer.employer_name,
    due.last_paid_in,
    due.gap_months,
    due.total_paid_months,
    due.needed_months,
    due.possible_months,
    coalesce(messaged.messages_this_year, 0) as messages_this_year,
    person.address,
    person.phone,
    case
        when not standing.is_enrolled_110 then '职工养老保险登记已终止，没有在册（正常或暂停）的登记'
        when due.total_paid_months <= 0 then '从未缴费'
        when due.last_paid_in >= due.paid_enough_from then '没有断缴，缴到' || strftime(due.last_paid_in, '%Y年%m月')
        when standing.unit_pension_declared_in is not null
            then '单位近期仍在申报，最近' || strftime(standing.unit_pension_declared_in, '%Y年%m月')
        when exempt.person_id is not null then exempt.because
        when standing.civil_pension_paid_in is not null then '近期已缴机关养老'
        when standing.resident_pension_paid_for >= due.last_year_from
            then '已缴' || year(standing.resident_pension_paid_for) || '年居民养老'
        when unemployed.person_id is not null
            then '领取失业保险金，离退休' || unemployed.early_possible_months || '个月，由基金缴费；依据 ' || unemployed.source_row
        when due.is_stopped_for_good then '停保原因' || due.stop_reason || '（转出、参军、上学、判刑、待遇、死亡等），不属断保'
    end as not_because
from due
join core.standing as standing on due.person_id = standing.person_id
left join core.not_due as exempt on due.person_id = exempt.person_id and exempt.insurance = '110'
join core.person as person on due.person_id = person.person_id
left join core.employer as employer on due.employer_id = employer.employer_id
left join core.wage_earner as earner on due.person_id = earner.person_id and due.employer_id = earner.employer_id
left join core.lapse_message as messaged on due.person_id = messaged.person_id
left join core.doubt as doubt on due.person_id = doubt.person_id
left join core.wage_doubt as wage_doubt
    on due.person_id = wage_doubt.person_id and due.employer_id = wage_doubt.employer_id
left join core.unemployed_near_retirement as unemployed on due.person_id = unemployed.person_id
