-- 单位: one row per employer, however each department spells it, with kind, place and whether it operates.
--
-- key: employer_id

with weighed as (
    select
        mention.*,
        -- Best source first, the newest row of it; a full order: every night picks the same.
        case
            when strpos($own_codes, ',' || left(mention.area, $own_digits) || ',') > 0 and length(mention.area) >= 9
                and substr(mention.area, 7, 3) <> '000' then mention.area
        end as local_area,
        (9 - mention.preference) || strftime(mention.data_date, '%Y%m%d') || mention.source_row as weight
    from core.employer_mention as mention
),

gathered as (
    select
        employer_id,
        arg_max(employer_name, weight) as employer_name,
        arg_max(business_kind, weight) as business_kind,
        -- Whom neither register knows is a sole trader when the credit code says so (GB 32100: 92).
        coalesce(arg_max(is_sole_trader, weight), left(employer_id, 2) = '92') as is_sole_trader,
        -- Known to neither office it counts as operating; known to both it must operate for both.
        coalesce(bool_or(is_operating) filter (where extract = 'business'), true)
        and coalesce(bool_or(is_operating) filter (where extract = 'taxpayer'), true) as is_operating,
        bool_or(extract = 'business') as is_registered,
        bool_or(extract = 'taxpayer') as is_taxpayer,
        arg_max(industry, weight) as industry,
        -- The tax office's day stands for the founding only of those whom the registry does not know.
        case when bool_or(extract = 'business') then arg_max(founded_on, weight) filter (where extract = 'business')
            else arg_max(founded_on, weight) end as founded_on,
        arg_max(address, weight) as address,
        arg_max(local_area, weight) as area,
        arg_max(phone, weight) as phone,
        arg_max(legal_person_name, weight) as legal_person_name,
        arg_max(parent_uscc, weight) as parent_uscc,
        max(source_row) filter (where extract = 'business') as business_row,
        max(source_row) filter (where extract = 'taxpayer') as taxpayer_row
    from weighed
    group by employer_id
),

-- No area code: the town that the best address with one names; 开发区 is a town of several counties, and part of
-- longer names.
named as (
    select weighed.employer_id, town.town_code
    from weighed
    join gathered on weighed.employer_id = gathered.employer_id
    join core.town_name as town on weighed.address like '%' || town.town_name || '%'
    where gathered.area is null
    qualify row_number() over (
        partition by weighed.employer_id
        order by
            weighed.weight desc, weighed.address like '%' || town.county_name || '%' desc, length(town.town_name) desc,
            town.town_code
    ) = 1
)

select
    gathered.* exclude (area),
    coalesce(linked.confidence, 'confirmed') as confidence,
    case
        when not (gathered.is_registered or gathered.is_taxpayer) then '没有市场主体和税务登记，请先核对'
        when linked.confidence = 'review' then '另有单位登记可能是同一单位，请先核对'
        when outside.employer_id is not null then '总部不在本地数据中，可能由外地总部参保，请先核对'
    end as question,
    coalesce(
        marked.is_agency or left(gathered.industry, 4) = '7263' or gathered.employer_name like '%劳务派遣%'
        or gathered.employer_name like '%劳务外包%', false
    ) as is_agency,
    marked.park_name,
    case
        when left(gathered.industry, 4) = '7020' then '物业'
        when left(gathered.industry, 4) = '7030' or left(gathered.industry, 3) = '726' then '中介'
        when left(gathered.industry, 2) = '70' then '房地产'
        when left(gathered.industry, 2) = '62' then '餐饮'
        when left(gathered.industry, 2) = '61' then '宾馆'
        when left(gathered.industry, 2) between '47' and '50' then '建筑'
        when left(gathered.industry, 2) in ('06', '07', '08', '09', '10', '11', '12', '30', '31', '32')
            then '煤矿/矿山/冶金/建材'
        else 'other'
    end as industry_group,
    coalesce(left(gathered.area, 9), named.town_code, 'unknown') as town_code,
    case when length(gathered.area) = 12 and right(gathered.area, 3) <> '000' then gathered.area end as village_code
from gathered
left join named on gathered.employer_id = named.employer_id
left join core.employer_mark as marked on gathered.employer_id = marked.employer_id
left join core.employer_confidence as linked on gathered.employer_id = linked.employer_id
left join core.outside_branch as outside on gathered.employer_id = outside.employer_id
