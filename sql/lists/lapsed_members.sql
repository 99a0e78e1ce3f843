-- 断保人员: members of the employee pension who have stopped paying.
--
-- key: subject_id
-- tier: persuade
-- law: 社会保险法 art. 10, 16; 法释〔2025〕12号 art. 19
-- plan: 盐城 三(一)3; 乌海 四(三)2; 玉溪
-- needs: member 110, contribution 110

with paid_otherwise as (
    select coverage.person_id from core.coverage_month as coverage
    cross join core.calendar as calendar
    where coverage.is_paid and (
        (coverage.insurance = '120' and coverage.period between calendar.recent_from and calendar.last_month)
        or (coverage.insurance = '170' and coverage.period >= calendar.last_year_from)
    )
),

due as (
    select
        record.*,
        calendar.last_month,
        -- Months to the month before the retirement month; a woman is given her later date.
        greatest(
            (year(person.retires_late_on) - year(calendar.last_month)) * 12
            + month(person.retires_late_on) - month(calendar.last_month) - 1, 0
        ) as possible_months,
        least($minimum_months_cap, $minimum_months_base
        + greatest(year(person.retires_late_on) - 2029, 0) * $minimum_months_step) as minimum_months
    from core.pension_record as record
    join core.person as person on record.person_id = person.person_id
    cross join core.calendar as calendar
    where
        record.total_paid_months > 0
        and coalesce(record.last_paid_in < case
            when record.is_flexible and $flexible_lapse = 'year' then calendar.last_year_from
            else cast(calendar.last_month - ($lapse_months - 1) * interval 1 month as date)
        end, true)
        and coalesce(record.stop_reason, '')
        not in ('6302', '6303', '6304', '6305', '6308', '6401', '6404', '6501')
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    case
        when person.citizen_id is null or person.confidence = 'review' then 'check_data'
        when earner.person_id is not null and person.retires_early_on > $as_of::date then 'must_join'
        else 'persuade'
    end as tier,
    person.confidence,
    case when due.last_paid_in is null then '缴费明细期内没有缴费' else '职工养老保险缴到'
        || strftime(due.last_paid_in, '%Y年%m月') || '后未再缴费' end
    || '，已累计缴费' || due.total_paid_months || '个月'
    || case
        when due.total_paid_months < due.minimum_months
            then '，到退休还需缴' || (due.minimum_months - due.total_paid_months) || '个月'
        else ''
    end
    || case when earner.person_id is not null then '；原单位近期仍在发放工资，应由单位续保' else '' end || '。' as reason,
    case when earner.person_id is not null then 1 when due.possible_months < 60 then 2 else 3 end as priority,
    due.source_row || coalesce('; ' || earner.source_row, '') as evidence,
    due.employer_id,
    employer.employer_name,
    due.last_paid_in,
    (year(due.last_month) - year(due.last_paid_in)) * 12
    + month(due.last_month) - month(due.last_paid_in) as gap_months,
    due.total_paid_months,
    greatest(due.minimum_months - due.total_paid_months, 0) as needed_months,
    due.possible_months,
    person.address,
    person.phone
from due
join core.person as person on due.person_id = person.person_id
join core.enrolment as enrolment on due.person_id = enrolment.person_id and enrolment.insurance = '110'
left join core.employer as employer on due.employer_id = employer.employer_id
left join core.wage_earner as earner on due.person_id = earner.person_id and due.employer_id = earner.employer_id
left join core.recent_cover as recent
    on due.person_id = recent.person_id and recent.insurance = '110' and recent.is_through_unit
left join core.exemption as exempt on due.person_id = exempt.person_id and exempt.insurance = '110'
where
    recent.person_id is null and exempt.person_id is null
    and due.person_id not in (select other.person_id from paid_otherwise as other)
