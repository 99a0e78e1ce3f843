-- 新业态从业人员: who works through platforms or by licence; one row per person, the work on the road first.
--
-- key: person_id

with printed as (
    select
        numbers.person_id,
        gig.gig_kind,
        gig.employer_name,
        gig.gig_kind in ('网约车', '快递', '外卖', '同城货运') as is_on_road,
        gig.data_date,
        gig.source_file,
        gig.source_line
    from staging.gig_worker as gig
    join matches.person_of_number as numbers on gig.person_id = numbers.number
)

select
    person_id,
    gig_kind,
    employer_name,
    is_on_road,
    source_file || '#' || source_line as source_row
from printed
qualify row_number() over (
    partition by person_id
    order by is_on_road desc, data_date desc, source_file desc, source_line desc
) = 1
