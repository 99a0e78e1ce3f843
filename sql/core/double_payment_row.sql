-- 重复缴费依据: the first and the last row of the payments that a person made twice.
--
-- key: person_id

with twice as (
    select
        members.issuer,
        members.member_id,
        paid.person_id,
        paid.doubled_in,
        make_date(paid.pension_doubled_year, 12, 1) as pension_doubled_in,
        make_date(paid.medical_doubled_year, 12, 1) as medical_doubled_in
    from core.double_payment as paid
    join matches.person_of_member as members on paid.person_id = members.person_id
    where paid.doubled_months > 0 or paid.pension_doubled_year is not null or paid.medical_doubled_year is not null
),

paid as (
    select twice.person_id, contribution.source_file || '#' || contribution.source_line as source_row
    from staging.contribution as contribution
    join twice on contribution.issuer = twice.issuer and contribution.member_id = twice.member_id
    where contribution.payment_status = '1' and (
        (contribution.insurance = '110' and contribution.period = twice.doubled_in)
        or (contribution.insurance in ('110', '170') and contribution.period = twice.pension_doubled_in)
        or (contribution.insurance in ('310', '390') and contribution.period = twice.medical_doubled_in)
    )
)

select person_id, min(source_row) as source_row, max(source_row) as other_source_row from paid
group by person_id
