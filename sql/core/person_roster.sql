-- 人员名单: on which rosters of the departments a person stands today, by kind.
--
-- key: person_id, roster_kind

select
    numbers.person_id,
    roster.roster_kind,
    roster.starts_on,
    roster.ends_on,
    roster.source_file || '#' || roster.source_line as source_row
from staging.person_roster as roster
join matches.person_of_number as numbers on roster.person_id = numbers.number
where coalesce(roster.starts_on, $as_of::date) <= $as_of::date
    and coalesce(roster.ends_on, $as_of::date) >= $as_of::date
-- Of two rows under two forms of one number the one that lasts longer speaks.
qualify row_number() over (
    partition by numbers.person_id, roster.roster_kind
    order by
        roster.ends_on desc nulls first, roster.data_date desc, roster.source_file desc, roster.source_line desc
) = 1
order by numbers.person_id -- sql/explain/block.sql says why
