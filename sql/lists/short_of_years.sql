-- 临近退休缴费年限不足: members near or past retirement whose months paid and left do not make up the minimum.
--
-- key: subject_id
-- tier: persuade
-- say: 您好，您离退休不远，养老保险缴的年头还差一些，接着缴或者延长缴费就能按月领养老金，我们帮您算一算差多少、怎么缴。
-- law: 全国人大常委会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13) 第2条; 社会保险法 art. 16
-- plan: 玉溪 二(三)2
-- needs: member 110, contribution 110, benefit
-- among: 有职工养老登记的人员
-- priority: 缺口12个月以内为1，60个月以内为2，其余为3

-- The later of a woman's dates is told where she is short by both, else the one by which she is short.
with due as (
    select
        outlook.*,
        case when is_late_short then retires_late_on else retires_early_on end as retires_on,
        case when is_late_short then late_possible_months else early_possible_months end as possible_months,
        case when is_late_short then late_minimum_months else early_minimum_months end as minimum_months,
        cast($as_of::date + $short_of_years_months * interval 1 month as date) as near_until
    from core.pension_outlook as outlook
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case
        when doubt.pension_question is not null or uncredited.person_id is not null
            or not (due.is_early_short and due.is_late_short)
            then 'check_data'
        else 'persuade'
    end as tier,
    person.confidence,
    '退休时间' || strftime(due.retires_on, '%Y年%m月') || '，已累计缴费' || record.total_paid_months || '个月'
    || case when due.counted_months > record.total_paid_months
        then '（另有视同缴费和异地缴费' || (due.counted_months - record.total_paid_months) || '个月）' else '' end
    || '，退休前最多还能缴'
    || due.possible_months || '个月，最低缴费' || due.minimum_months || '个月，还差'
    || (due.minimum_months - due.counted_months - due.possible_months) || '个月'
    || case
        when doubt.pension_question is not null then '；' || doubt.pension_question
        when not (due.is_early_short and due.is_late_short) then '；只按两个退休时间之一不足，须看岗位，请先核对'
        when uncredited.person_id is not null then '；可能有未登记的视同缴费年限，请先核对档案'
        else ''
    end || '。' as reason,
    case
        when due.minimum_months - due.counted_months - due.possible_months <= 12 then 1
        when due.minimum_months - due.counted_months - due.possible_months <= 60 then 2 else 3
    end as priority,
    record.source_row || coalesce('; ' || person.source_row, '') as evidence,
    person.age,
    person.sex,
    due.retires_early_on,
    due.retires_late_on,
    record.total_paid_months,
    due.counted_months,
    due.possible_months,
    due.minimum_months,
    due.minimum_months - due.counted_months - due.possible_months as short_months,
    record.last_paid_in,
    person.address,
    person.phone,
    case
        when not standing.is_enrolled_110 then '职工养老保险登记已终止，没有在册（正常或暂停）的登记'
        when exempt.person_id is not null then exempt.because
        when due.person_id is null then '证件号码无法校验，退休时间不明'
        when due.retires_early_on > due.near_until then '离退休还早，最早' || strftime(due.retires_early_on, '%Y年%m月')
        when not (due.is_early_short or due.is_late_short)
            then '年限够：已缴（含视同和异地）' || due.counted_months || '个月，还能缴' || due.possible_months || '个月'
    end as not_because
from core.pension_record as record
join core.standing as standing on record.person_id = standing.person_id
left join due on record.person_id = due.person_id
left join core.not_due as exempt
    on record.person_id = exempt.person_id and exempt.insurance = '110' and exempt.kind <> '已达退休年龄'
join core.person as person on record.person_id = person.person_id
left join core.doubt as doubt on record.person_id = doubt.person_id
left join restricted.uncredited_person as uncredited on record.person_id = uncredited.person_id
