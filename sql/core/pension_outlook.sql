-- 退休前缴费测算: months that count for 110, months left until retirement and the minimum asked for, by both dates.
--
-- key: person_id
-- law: 全国人大常委会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13) 第2条

-- What was paid here and elsewhere counts, and what is credited; a woman has two dates.
with dated as (
    select
        record.person_id,
        record.counted_months,
        person.retires_early_on,
        person.retires_late_on,
        year(calendar.last_month) * 12 + month(calendar.last_month) as last_index,
        year(person.retires_early_on) * 12 + month(person.retires_early_on) as early_index,
        year(person.retires_late_on) * 12 + month(person.retires_late_on) as late_index
    from core.pension_record as record
    join core.person as person on record.person_id = person.person_id
    cross join core.calendar as calendar
    -- Without a valid number nobody's retirement is known.
    where person.retires_late_on is not null
),

left_to_pay as (
    select
        *,
        -- From the month after last month to the month before the retirement month.
        greatest(early_index - last_index - 1, 0) as early_possible_months,
        greatest(late_index - last_index - 1, 0) as late_possible_months,
        least(
            $minimum_months_cap,
            $minimum_months_base
            + greatest(year(retires_early_on) - $minimum_months_base_year, 0) * $minimum_months_step
        ) as early_minimum_months,
        least(
            $minimum_months_cap,
            $minimum_months_base
            + greatest(year(retires_late_on) - $minimum_months_base_year, 0) * $minimum_months_step
        ) as late_minimum_months,
        cast($as_of::date + $short_of_years_months * interval 1 month as date) as near_until
    from dated
)

select
    person_id,
    counted_months,
    retires_early_on,
    retires_late_on,
    early_possible_months,
    late_possible_months,
    early_minimum_months,
    late_minimum_months,
    -- Retirement near or past, and all the months left do not make up the minimum.
    retires_early_on <= near_until
    and counted_months + early_possible_months < early_minimum_months as is_early_short,
    retires_late_on <= near_until
    and counted_months + late_possible_months < late_minimum_months as is_late_short
from left_to_pay
