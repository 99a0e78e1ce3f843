-- 单位标识: who dispatches workers, and who stands in which park, as rosters and contracts say.
--
-- key: employer_id

with told as (
    select units.employer_id, roster.roster_kind = '劳务派遣' as is_agency, roster.park_name
    from staging.unit_roster as roster
    join matches.employer as units
        on units.extract = 'unit_roster' and units.record_id = roster.employer_name || '|' || coalesce(roster.uscc, '')
    union all
    select units.employer_id, true, null from staging.dispatch as dispatch
    join matches.employer as units on units.extract = 'dispatch' and units.record_id = dispatch.agency_uscc
)

select employer_id, bool_or(is_agency) as is_agency, min(park_name) as park_name from told
where employer_id is not null
group by employer_id
