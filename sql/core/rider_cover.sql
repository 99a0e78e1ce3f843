-- 职业伤害保障: platform workers whom the scheme for injuries on the road covers today.
--
-- key: person_id

select
    numbers.person_id,
    cover.platform,
    cover.starts_on,
    cover.ends_on,
    cover.source_file || '#' || cover.source_line as source_row
from staging.rider_cover as cover
join matches.person_of_number as numbers on cover.person_id = numbers.number
where coalesce(cover.starts_on, $as_of::date) <= $as_of::date
    and coalesce(cover.ends_on, $as_of::date) >= $as_of::date
-- Of several platforms the cover that lasts longest speaks.
qualify row_number() over (
    partition by numbers.person_id
    order by cover.ends_on desc nulls first, cover.data_date desc, cover.source_file desc, cover.source_line desc
) = 1
