-- 近期奖补: subsidies of the last months by employer, what was taken back deducted.
--
-- key: employer_id
-- plan: 武义 三(一)2, 三(二)3

select
    units.employer_id,
    sum(subsidy.subsidy_yuan)::decimal(18, 2) as subsidy_yuan,
    max(subsidy.paid_on) as paid_on,
    case when bool_and(units.rule in ('name', 'features', 'verdict')) then 'probable' else 'confirmed'
    end as confidence,
    max(subsidy.source_file || '#' || subsidy.source_line) as source_row
from staging.subsidy as subsidy
join matches.employer as units
    on units.extract = 'subsidy' and units.record_id = subsidy.employer_record
where
    units.employer_id is not null
    and subsidy.paid_on between cast($as_of::date - $subsidy_months * interval 1 month as date) and $as_of::date
group by units.employer_id
having sum(subsidy.subsidy_yuan) > 0
