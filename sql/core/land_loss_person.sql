-- 被征地农民: who is on the list of farmers whose land was taken; of several batches the first.
--
-- key: person_id

select
    numbers.person_id,
    land_loss.land_batch,
    land_loss.resettled_on,
    land_loss.source_file || '#' || land_loss.source_line as source_row
from staging.land_loss as land_loss
join matches.person_of_number as numbers on land_loss.person_id = numbers.number
qualify row_number() over (
    partition by numbers.person_id
    order by land_loss.resettled_on nulls last, land_loss.land_batch, land_loss.source_file, land_loss.source_line
) = 1
