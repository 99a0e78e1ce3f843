-- 近期入户调查: what people said of their pension insurance at the door, the latest of the last months.
--
-- key: person_id
-- plan: 玉溪 二(一)2

select
    numbers.person_id,
    survey.pension_said,
    survey.elsewhere_place,
    survey.work_said,
    survey.surveyed_on,
    -- What somebody says holds so long; then they are asked again.
    cast(survey.surveyed_on + $person_survey_months * interval 1 month as date) as said_until_on,
    survey.source_file || '#' || survey.source_line as source_row
from staging.person_survey as survey
join matches.person_of_number as numbers on survey.person_id = numbers.number
where
    survey.surveyed_on <= $as_of::date
    and survey.surveyed_on >= cast($as_of::date - $person_survey_months * interval 1 month as date)
qualify row_number() over (
    partition by numbers.person_id
    order by survey.surveyed_on desc, survey.data_date desc, survey.source_file desc, survey.source_line desc
) = 1
