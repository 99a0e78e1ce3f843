-- 被派遣人员: whom an agency sends to work elsewhere today; of several dispatches the last one begun.
--
-- key: person_id

select
    numbers.person_id,
    dispatch.starts_on,
    dispatch.source_file || '#' || dispatch.source_line as source_row
from staging.dispatch as dispatch
join matches.person_of_number as numbers on dispatch.person_id = numbers.number
where coalesce(dispatch.starts_on, $as_of::date) <= $as_of::date
    and coalesce(dispatch.ends_on, $as_of::date) >= $as_of::date
qualify row_number() over (
    partition by numbers.person_id
    order by dispatch.starts_on desc nulls last, dispatch.source_file desc, dispatch.source_line desc
) = 1
