-- 异地参保: who is insured or retired in another place, and whether the report says so of a time near enough.
--
-- key: person_id, insurance

-- Of which insurances our own files say who is a member, and of which pensions who draws them.
with own as (
    select distinct insurance, false as is_retired from staging.member
    union
    select distinct case benefit_kind when '企业职工养老' then '110' when '机关事业养老' then '120' else '170' end, true
    from staging.benefit
    where benefit_kind in ('企业职工养老', '机关事业养老', '城乡居民养老')
),

reported as (
    select
        numbers.person_id,
        delivered.insurance,
        delivered.member_status,
        coalesce(delivered.retired = '1', false) as is_retired,
        delivered.last_paid_in,
        delivered.paid_months,
        delivered.data_date,
        delivered.source_file || '#' || delivered.source_line as source_row,
        true as is_reported
    from staging.insured_elsewhere as delivered
    join matches.person_of_number as numbers on delivered.person_id = numbers.number
    -- What a neighbour's own home knows takes the place of what is reported of that place. A prefecture ends in 00.
    left join core.insured_nearby as nearby
        on numbers.person_id = nearby.person_id and delivered.insurance = nearby.insurance
        and left(delivered.elsewhere_area, 4) = left(nearby.nearby_area, 4)
        and (
            substr(nearby.nearby_area, 5, 2) in ('', '00')
            or substr(nearby.nearby_area, 5, 2) = substr(delivered.elsewhere_area, 5, 2)
        )
    -- A report of a place within tells nothing besides our own files: whom they do not have is not insured there.
    left join own
        on delivered.insurance = own.insurance and coalesce(delivered.retired = '1', false) = own.is_retired
        and strpos($own_codes, ',' || left(delivered.elsewhere_area, $own_digits) || ',') > 0
    where nearby.person_id is null and own.insurance is null
    union all
    select
        person_id, insurance, member_status, is_retired, last_paid_in, paid_months, data_date, source_row,
        false as is_reported
    from core.insured_nearby
),

printed as (
    select
        reported.*,
        -- Without a month printed the status is all that is known; residents pay by the year.
        reported.last_paid_in is null or reported.last_paid_in >= case
            when reported.insurance in ('170', '390') then calendar.last_year_from
            else cast(calendar.last_month - $elsewhere_recent_months * interval 1 month as date)
        end as is_recent
    from reported
    cross join core.calendar as calendar
),

-- Of two rows under two forms of one number the one that exempts speaks.
chosen as (
    select * from printed
    where is_reported
    qualify row_number() over (
        partition by person_id, insurance
        order by is_retired desc, member_status = '1' and is_recent desc, data_date desc, source_row desc
    ) = 1
    union all
    select * from printed
    where not is_reported
)

select
    person_id,
    insurance,
    is_retired,
    last_paid_in,
    -- Months paid in several places are put together.
    cast(sum(paid_months) over (partition by person_id, insurance) as bigint) as paid_months,
    member_status = '1' and is_recent as is_insured,
    -- Insured there, it says, and nothing paid for long: it exempts nobody, and is asked about.
    member_status = '1' and not is_recent and not is_retired as is_outdated,
    source_row
from chosen
qualify row_number() over (
    partition by person_id, insurance
    order by is_retired desc, member_status = '1' and is_recent desc, data_date desc, source_row desc
) = 1
