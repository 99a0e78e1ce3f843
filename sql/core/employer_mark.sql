-- 单位标识: who dispatches workers, and who stands in which park, as rosters and contracts say.
--
-- key: employer_id

with printed_mark as (
    select
        units.employer_id,
        roster.roster_kind = '劳务派遣' as is_agency,
        roster.park_name,
        roster.roster_kind in ('开发区', '现代农业园区', '旅游园区', '服务业集聚区') as is_park
    from staging.unit_roster as roster
    join matches.employer as units
        on units.extract = 'unit_roster' and units.record_id = roster.employer_record
    union all
    select units.employer_id, true, null, false from staging.dispatch as dispatch
    join matches.employer as units on units.extract = 'dispatch' and units.record_id = dispatch.agency_uscc
)

select
    employer_id,
    bool_or(is_agency) as is_agency,
    -- Other rosters print their own name there.
    coalesce(min(park_name) filter (where is_park), min(park_name)) as park_name
from printed_mark
where employer_id is not null
group by employer_id
