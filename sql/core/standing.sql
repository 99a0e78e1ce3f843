-- 参保状态: what a person is enrolled in, declared and paid for, and draws, as far as the lists ask (one row per person).
--
-- key: person_id

with enrolled as (
    select
        person_id,
        bool_or(insurance = '110') as is_enrolled_110,
        bool_or(insurance = '120') as is_enrolled_120,
        bool_or(insurance = '170') as is_enrolled_170,
        bool_or(insurance = '310') as is_enrolled_310
    from core.enrolment
    group by person_id
),

drawn as (
    -- Of two pensions the employee's or civil one speaks: medical cover goes with it.
    select
        person_id,
        coalesce(min(benefit_kind) filter (where benefit_kind <> '城乡居民养老'), min(benefit_kind)) as draws
    from core.benefit
    where is_drawn_pension
    group by person_id
),

-- A pensioner of the employee or civil scheme, here or in another place, has medical cover without paying.
medical_pensioner as (
    select person_id from drawn
    where draws in ('企业职工养老', '机关事业养老')
    union
    select person_id from core.insured_elsewhere
    where is_retired and insurance in ('110', '120')
)

select
    person.person_id,
    coalesce(enrolled.is_enrolled_110, false) as is_enrolled_110,
    coalesce(enrolled.is_enrolled_120, false) as is_enrolled_120,
    coalesce(enrolled.is_enrolled_170, false) as is_enrolled_170,
    coalesce(enrolled.is_enrolled_310, false) as is_enrolled_310,
    coalesce(enrolled.is_enrolled_110 or enrolled.is_enrolled_120 or enrolled.is_enrolled_170, false)
    as is_enrolled_pension,
    drawn.draws,
    coalesce(enrolled.is_enrolled_310, false) and medical_pensioner.person_id is not null as is_medical_pensioner,
    recent.* exclude (person_id),
    -- What counts as insured for 110: declared for 110 or 120 through any unit, or paid as a flexible worker.
    greatest(recent.unit_pension_declared_in, recent.flexible_pension_paid_in) as pension_declared_in,
    resident.* exclude (person_id),
    coalesce(resident.resident_pension_paid_for >= calendar.resident_pension_from, false) as is_resident_pension_paid,
    coalesce(resident.government_paid_for >= calendar.resident_pension_from, false) as is_government_paid,
    case
        when recent.medical_declared_in is not null then '职工医保'
        when resident.resident_medical_paid_for >= calendar.resident_medical_from then '居民医保'
        when enrolled.is_enrolled_310 and medical_pensioner.person_id is not null then '退休人员医保'
    end as medical_cover
from core.person as person
cross join core.calendar as calendar
left join core.recent_payment as recent on person.person_id = recent.person_id
left join core.resident_payment as resident on person.person_id = resident.person_id
left join enrolled on person.person_id = enrolled.person_id
left join drawn on person.person_id = drawn.person_id
left join medical_pensioner on person.person_id = medical_pensioner.person_id
