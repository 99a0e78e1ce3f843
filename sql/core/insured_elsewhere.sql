-- 异地参保: who is insured or retired in another place, and whether the report says so of a time near enough.
--
-- key: person_id, insurance

with printed as (
    select
        numbers.person_id,
        reported.insurance,
        reported.member_status,
        coalesce(reported.retired = '1', false) as is_retired,
        reported.last_paid_in,
        reported.paid_months,
        -- Without a month printed the status is all that is known; residents pay by the year.
        reported.last_paid_in is null or reported.last_paid_in >= case
            when reported.insurance in ('170', '390') then calendar.last_year_from
            else cast(calendar.last_month - $elsewhere_recent_months * interval 1 month as date)
        end as is_recent,
        reported.data_date,
        reported.source_file || '#' || reported.source_line as source_row
    from staging.insured_elsewhere as reported
    join matches.person_of_number as numbers on reported.person_id = numbers.number
    cross join core.calendar as calendar
)

select
    person_id,
    insurance,
    is_retired,
    last_paid_in,
    paid_months,
    member_status = '1' and is_recent as is_insured,
    -- Insured there, it says, and nothing paid for long: it exempts nobody, and is asked about.
    member_status = '1' and not is_recent and not is_retired as is_outdated,
    source_row
from printed
-- Of two rows under two forms of one number the one that exempts speaks.
qualify row_number() over (
    partition by person_id, insurance
    order by is_retired desc, member_status = '1' and is_recent desc, data_date desc, source_row desc
) = 1
