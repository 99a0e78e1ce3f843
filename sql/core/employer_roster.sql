-- 单位名录: which rosters of the departments an employer is on.
--
-- key: employer_id, roster_kind

select
    units.employer_id,
    roster.roster_kind,
    min(roster.park_name) as park_name,
    max(roster.headcount) as headcount,
    case when bool_and(units.rule in ('name', 'features', 'verdict')) then 'probable' else 'confirmed'
    end as confidence,
    min(roster.source_file || '#' || roster.source_line) as source_row
from staging.unit_roster as roster
join matches.employer as units
    on units.extract = 'unit_roster' and units.record_id = roster.employer_record
where units.employer_id is not null
group by units.employer_id, roster.roster_kind
