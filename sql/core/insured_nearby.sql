-- 相邻地区参保: who is insured or retired in a neighbouring region, as its own home knows it, and from which day's data.
--
-- key: person_id, insurance, nearby_area

select
    numbers.person_id,
    reported.insurance,
    reported.nearby_area,
    reported.member_status,
    coalesce(reported.retired = '1', false) as is_retired,
    reported.last_paid_in,
    reported.paid_months,
    reported.data_date,
    reported.source_file || '#' || reported.source_line as source_row
from staging.insured_nearby as reported
join matches.person_of_number as numbers on reported.person_id = numbers.number
-- Of two rows under two forms of one number the one that exempts speaks.
qualify row_number() over (
    partition by numbers.person_id, reported.insurance, reported.nearby_area
    order by
        coalesce(reported.retired = '1', false) desc, reported.member_status, reported.data_date desc,
        reported.source_file desc, reported.source_line desc
) = 1
