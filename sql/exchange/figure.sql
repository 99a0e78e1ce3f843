-- 指标: every figure that a home has published, of the region itself and of the areas within. Over its published file.
--
-- key: indicator, period, area_code

select
    figure.indicator,
    definition.title,
    figure.unit,
    figure.kind,
    figure.period,
    figure.area_level,
    figure.area_code,
    figure.area_name,
    figure.numerator,
    figure.denominator,
    figure.value
from published.indicator.value as figure
join published.indicator.definition as definition on figure.indicator = definition.indicator
where figure.area_level in ('province', 'prefecture', 'county', 'town')
order by figure.indicator, figure.period, figure.area_code
