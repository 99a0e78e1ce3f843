-- 村包保: the cadre who answers for a village or a whole town today; of several the last one begun.
--
-- key: area_code
-- plan: 武义 三(三)4

-- By its code, else by a name that means one place alone: 单家村, 羊寨镇单家村, 羊寨镇.
with named as (
    select village.area_code, village.area_name as printed
    from core.area as village
    where village.area_level in ('village', 'town')
    union all
    select village.area_code, town.area_name || village.area_name
    from core.area as village
    join core.area as town on village.parent_code = town.area_code
    where village.area_level = 'village'
),

alone as (
    select printed, min(area_code) as area_code from named
    group by printed
    having count(*) = 1
),

placed as (
    select bond.*, coalesce(coded.area_code, alone.area_code) as placed_code
    from staging.bond as bond
    left join core.area as coded on bond.area = coded.area_code and coded.area_level in ('village', 'town')
    left join alone on bond.area is null and bond.village_name = alone.printed
    where bond.bond_kind = '村'
),

ranked as (
    select
        *,
        row_number() over (
            partition by placed_code
            order by starts_on desc, data_date desc, source_file desc, source_line desc
        ) as place
    from placed
    where
        placed_code is not null
        and starts_on <= $as_of::date and coalesce(ends_on, $as_of::date) >= $as_of::date
)

select
    placed_code as area_code,
    cadre_name,
    cadre_unit,
    cadre_phone,
    cadre_name || '（' || cadre_unit || coalesce('，' || cadre_phone, '') || '）' as bonded,
    starts_on,
    source_file || '#' || source_line as source_row
from ranked
where place = 1
order by placed_code
