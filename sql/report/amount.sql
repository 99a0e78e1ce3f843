-- 金额和单列地区: indicators that add up money, and areas that the plan sets apart (they share people with others).
--
-- key: indicator, area_code

select
    indicator,
    area_code,
    case when kind = 'flow' then year_to_date else value end as value,
    numerator,
    denominator
from indicator.value
where
    (
        kind = 'mean' or unit = '元' or indicator in ('base_solidity', 'base_solidity_unclamped') or area_level = 'apart'
    )
    and area_level <> 'unknown'
qualify period = max(period) over (partition by indicator)
order by indicator, area_code
