-- 指标值: every indicator for every area and period, beside the year before and the target for it.
--
-- key: indicator, area_code, period

select
    valued.indicator,
    valued.area_code,
    valued.area_name,
    valued.area_level,
    valued.period,
    valued.numerator,
    valued.denominator,
    valued.value,
    valued.year_to_date,
    valued.unit,
    valued.kind,
    valued.counted_by,
    -- What was counted a year ago, else what the plan prints of that year.
    coalesce(
        before.value, case when year(targeted.period) = year(valued.period) then targeted.year_before end
    ) as value_year_before,
    valued.value - coalesce(
        before.value, case when year(targeted.period) = year(valued.period) then targeted.year_before end
    ) as change,
    targeted.target,
    targeted.target_kind,
    targeted.period as target_period,
    targeted.valid_until as target_until,
    coalesce(targeted.is_expired, false) as is_target_expired,
    case
        when targeted.target_kind <> 'change' and not targeted.is_expired
            then case when valued.kind = 'flow' then valued.year_to_date else valued.value end
                / nullif(targeted.target, 0)
    end as target_share,
    targeted.final_period as target_final_period,
    targeted.final_value as target_final_value,
    valued.population,
    valued.data_date
from adding.valued as valued
left join adding.valued as before
    on valued.indicator = before.indicator and valued.area_code = before.area_code
    and cast(valued.period - interval 12 month as date) = before.period and valued.kind <> 'flow'
left join adding.targeted as targeted
    on valued.indicator = targeted.indicator and valued.area_code = targeted.area_code
    and valued.period = targeted.value_period
order by valued.indicator, valued.area_level, valued.area_code, valued.period
