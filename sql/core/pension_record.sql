-- 职工养老缴费记录: what a person has paid for 110 so far, and by which member row they were last insured.
--
-- key: person_id

with latest as (
    -- The row that still runs, else the one stopped last.
    select
        members.person_id,
        member.insured_unit_id,
        member.stopped_on,
        member.stop_reason,
        member.is_flexible,
        case when member.insured_unit_id is not null then coalesce(
            units.employer_id, 'unit:' || member.employer_record
        ) end as employer_id,
        max(member.paid_months_before) over (partition by members.person_id) as paid_months_before,
        max(member.credited_months) over (partition by members.person_id) as credited_months,
        member.source_file || '#' || member.source_line as source_row
    from staging.member as member
    join matches.person_of_member as members
        on member.issuer = members.issuer and member.member_id = members.member_id
    left join matches.employer as units
        on units.extract = 'insured_unit' and units.record_id = member.employer_record
    where member.insurance = '110'
    qualify row_number() over (
        partition by members.person_id
        order by
            member.stopped_on desc nulls first, member.enrolled_on desc nulls last,
            member.data_date desc, member.source_file desc, member.source_line desc
    ) = 1
),

paid as (
    select
        person_id,
        count(distinct period) as paid_months,
        min(period) as first_paid_in,
        max(period) as last_paid_in
    from core.coverage_month
    where insurance = '110' and is_paid
    group by person_id
),

-- What was paid in other places is put together in the end.
elsewhere as (
    select person_id, sum(paid_months)::bigint as elsewhere_months from core.insured_elsewhere
    where insurance in ('110', '120')
    group by person_id
)

select
    latest.person_id,
    latest.employer_id,
    latest.is_flexible,
    latest.stopped_on,
    latest.stop_reason,
    -- Moved away, in the army, at school, in prison, retired or dead: that is no lapse.
    coalesce(latest.stop_reason, '')
    in ('6302', '6303', '6304', '6305', '6308', '6401', '6404', '6501') as is_stopped_for_good,
    coalesce(latest.paid_months_before, 0) as paid_months_before,
    coalesce(paid.paid_months, 0) as paid_months,
    coalesce(paid.paid_months, 0) + coalesce(latest.paid_months_before, 0) as total_paid_months,
    latest.credited_months,
    elsewhere.elsewhere_months,
    coalesce(paid.paid_months, 0) + coalesce(latest.paid_months_before, 0) + coalesce(latest.credited_months, 0)
    + coalesce(elsewhere.elsewhere_months, 0) as counted_months,
    paid.first_paid_in,
    paid.last_paid_in,
    latest.source_row
from latest
left join paid on latest.person_id = paid.person_id
left join elsewhere on latest.person_id = elsewhere.person_id
order by latest.person_id -- sql/explain/block.sql says why
