-- 全地区参保率: insured among those due, over all employers: what a low rate is low beside (one row).
--
-- key: as_of

select
    $as_of::date as as_of,
    sum(due_headcount)::bigint as due_headcount,
    sum(insured_headcount)::bigint as insured_headcount,
    sum(insured_headcount)::double / nullif(sum(due_headcount)::double, 0) as coverage_rate
from core.headcount
