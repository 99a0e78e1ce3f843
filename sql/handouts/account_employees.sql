-- 职工养老算账: what an account of 110 rests on, of the people who are `asked` about and are enrolled and draw nothing.
--
-- key: person_id

with month as (
    select coverage.person_id, coverage.period, max(coverage.base_yuan) as base_yuan
    from published.core.coverage_month as coverage
    semi join asked on coverage.person_id = asked.person_id
    where coverage.insurance = '110' and coverage.is_paid and coverage.base_yuan > 0
    group by coverage.person_id, coverage.period
    qualify row_number() over (partition by coverage.person_id order by coverage.period desc) <= 12
),

based as (select person_id, avg(base_yuan)::double as base_yuan from month group by person_id),

-- A flexible woman retires by the later table; which of the two holds for an employee no extract tells.
dated as (
    select
        outlook.*,
        record.is_flexible,
        coalesce(record.credited_months, 0) as credited_months,
        record.is_flexible as is_late
    from published.core.pension_outlook as outlook
    join published.core.pension_record as record on outlook.person_id = record.person_id
)

select
    dated.person_id,
    person.birth_date,
    dated.is_flexible,
    dated.counted_months,
    dated.credited_months,
    case when is_late then late_possible_months else early_possible_months end as possible_months,
    case when is_late then late_minimum_months else early_minimum_months end as minimum_months,
    case when is_late then dated.retires_late_on else dated.retires_early_on end as retires_in,
    case when not is_late and dated.retires_late_on > dated.retires_early_on then dated.retires_late_on end
        as other_retires_in,
    based.base_yuan
from asked
join dated on asked.person_id = dated.person_id
join published.core.person as person on dated.person_id = person.person_id
join published.core.standing as standing on dated.person_id = standing.person_id
join based on dated.person_id = based.person_id
left join published.core.not_due as exempt
    on dated.person_id = exempt.person_id and exempt.insurance = '110' and exempt.kind <> '已达退休年龄'
left join published.core.doubt as doubt on dated.person_id = doubt.person_id
where
    standing.is_enrolled_110 and standing.draws is null and exempt.person_id is null
    -- What is asked about first is no figure yet.
    and doubt.pension_question is null
order by dated.person_id
