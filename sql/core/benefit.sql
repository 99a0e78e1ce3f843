-- 待遇领取: pensions and other benefits by person and kind; the row that says most recently that it is drawn.
--
-- key: person_id, benefit_kind

select
    numbers.person_id,
    benefit.benefit_kind,
    benefit.benefit_status,
    -- 正常 or 暂停 of one of the three pensions is drawing; the land-loss allowance is no pension.
    benefit.benefit_kind in ('企业职工养老', '机关事业养老', '城乡居民养老')
    and benefit.benefit_status in ('正常', '暂停') as is_drawn_pension,
    benefit.starts_in,
    benefit.last_paid_in,
    benefit.benefit_yuan,
    benefit.source_file || '#' || benefit.source_line as source_row
from staging.benefit as benefit
join matches.person_of_number as numbers on benefit.person_id = numbers.number
-- Of two rows under two forms of one number the one that is drawn speaks.
qualify row_number() over (
    partition by numbers.person_id, benefit.benefit_kind
    order by
        case benefit.benefit_status when '正常' then 1 when '暂停' then 2 else 3 end, benefit.last_paid_in desc,
        benefit.data_date desc, benefit.source_file desc, benefit.source_line desc
) = 1
order by numbers.person_id -- sql/explain/block.sql says why
