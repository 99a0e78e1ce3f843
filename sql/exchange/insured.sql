-- 本地参保: who is enrolled here or draws a pension here, as other regions are told of it. Over one home's two files.
--
-- key: person_id, insurance

with member as (
    select
        members.person_id,
        member.insurance,
        bool_or(member.member_status = '1') as is_normal,
        bool_or(member.is_enrolled) as is_enrolled,
        max(member.enrolled_on) filter (where member.member_status = '1') as enrolled_on,
        max(member.paid_months_before) as paid_months_before
    from evidence.staging.member as member
    join published.matches.person_of_member as members
        on member.issuer = members.issuer and member.member_id = members.member_id
    where member.insurance in ('110', '120', '170', '310', '390')
    group by members.person_id, member.insurance
),

paid as (
    select
        person_id,
        insurance,
        -- Arrears are an employer's: a resident is insured by what has arrived.
        max(period) filter (where is_paid or (is_declared and insurance not in ('170', '390'))) as declared_in,
        count(distinct period) filter (where is_paid) as paid_months
    from published.core.coverage_month
    group by person_id, insurance
),

newest as (
    select insurance, max(period) as period from published.core.coverage_month
    where is_declared
    group by insurance
),

pension as (
    select distinct
        person_id,
        case benefit_kind when '企业职工养老' then '110' when '机关事业养老' then '120' else '170' end as insurance
    from published.core.benefit
    where is_drawn_pension
),

drawing as (select distinct person_id from pension where insurance in ('110', '120')),

known as (
    select person_id, insurance from member
    union
    select person_id, insurance from pension
),

today as (select max(as_of) as as_of from published.audit.run)

select
    person.citizen_id as person_id,
    person.person_name,
    known.insurance,
    case
        -- A status alone insures nobody where payments are delivered: normal is who was declared, or has just come.
        when
            member.is_normal
            and (newest.period is null or paid.declared_in is not null or member.enrolled_on >= newest.period)
            then '1'
        -- Medical cover goes with an employee's or a civil pension; nothing is paid for it.
        when member.is_enrolled and known.insurance = '310' and drawing.person_id is not null then '1'
        when member.is_enrolled then '2'
        else '4'
    end as member_status,
    case
        when known.insurance = '310' and member.is_enrolled and drawing.person_id is not null then null
        -- A resident's year is paid as its December, which may not have come.
        when paid.declared_in > today.as_of then cast(date_trunc('month', today.as_of) as date)
        else paid.declared_in
    end as last_paid_in,
    case when pension.person_id is null then '0' else '1' end as retired,
    coalesce(paid.paid_months, 0) + coalesce(member.paid_months_before, 0) as paid_months
from known
join evidence.core.person as person on known.person_id = person.person_id
left join member on known.person_id = member.person_id and known.insurance = member.insurance
left join paid on known.person_id = paid.person_id and known.insurance = paid.insurance
left join pension on known.person_id = pension.person_id and known.insurance = pension.insurance
left join drawing on known.person_id = drawing.person_id
left join newest on known.insurance = newest.insurance
cross join today
-- What bears no valid number is nobody whom another home could know for certain.
where person.citizen_id is not null and person.person_name is not null
qualify row_number() over (partition by person.citizen_id, known.insurance order by member_status, known.person_id) = 1
order by person.citizen_id, known.insurance
