-- 计入地区: in which one area everything that was counted counts: a town, a county without a town, what is set apart.
--
-- key: indicator, period, leaf_code

with town as (
    select area_code as town_code from core.area
    where area_level = 'town'
),

based as (
    select
        counted.indicator,
        counted.period,
        case when basis.counted_by = 'employer' then coalesce(counted.employer_town_code, counted.town_code)
            else counted.town_code
        end as town_code,
        office.area_code as office_code,
        basis.counted_by = 'office' as is_by_office,
        basis.is_parted,
        counted.numerator,
        counted.denominator
    from adding.counted as counted
    join adding.basis as basis on counted.indicator = basis.indicator
    left join adding.office as office on counted.handled_by = office.handled_by
),

placed as (
    select
        based.*,
        coalesce(case
            -- Who is handled by an office that the plan sets apart counts there alone, wherever they live.
            when based.is_parted and based.office_code like 'apart:%' then based.office_code
            -- The office says which county; the town is told where it lies in it, and is not set apart itself.
            when based.is_by_office and based.office_code is not null and (
                town.town_code is null or apart.area_code is not null
                or left(town.town_code, length(based.office_code)) <> based.office_code
            ) then based.office_code
            when based.is_parted and apart.area_code is not null then apart.area_code
            else town.town_code
        end, 'unknown') as leaf_code
    from based
    left join town on based.town_code = town.town_code
    left join adding.apart_town as apart on based.town_code = apart.town_code
)

-- Decimals until here: whatever the order of adding, the same sum.
select
    indicator,
    period,
    leaf_code,
    sum(numerator) as numerator,
    sum(denominator) as denominator
from placed
group by indicator, period, leaf_code
