-- 近期入企调查: how many people the latest survey of the last months counted, by employer.
--
-- key: employer_id
-- plan: 武义 三(三)3

select
    units.employer_id,
    survey.headcount,
    survey.surveyed_on,
    case when units.rule in ('name', 'features', 'verdict') then 'probable' else 'confirmed' end as confidence,
    survey.source_file || '#' || survey.source_line as source_row
from staging.unit_survey as survey
join matches.employer as units
    on units.extract = 'unit_survey' and units.record_id = survey.employer_record
where
    units.employer_id is not null
    and survey.surveyed_on between cast($as_of::date - $survey_months * interval 1 month as date) and $as_of::date
qualify row_number() over (
    partition by units.employer_id
    order by
        survey.surveyed_on desc, survey.headcount desc, survey.data_date desc, survey.source_file desc,
        survey.source_line desc
) = 1
