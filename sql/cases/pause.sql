-- 暂停结案: gates that somebody accepted, and whose data have not come back to what they were.
--
-- key: gate, subject

-- What a truncated delivery no longer shows is not settled: until the data are whole again, or somebody says that they
-- are (`--accept data_is_whole`), no case is closed because its row has gone.
with decision as (
    select
        sequence,
        kind,
        json_extract_string(payload, '$.gate') as gate,
        json_extract_string(payload, '$.subject') as subject,
        json_extract_string(payload, '$.threshold') as threshold
    from cases.event
    where kind in ('accepted', 'released')
),

standing as (
    select gate, subject, threshold from decision
    qualify row_number() over (partition by gate, subject order by sequence desc) = 1 and kind = 'accepted'
),

tonight as (
    select gate, subject, threshold from audit.gate
    where
        accepted_by is not null
        and gate in ('extract_shrank', 'list_jumped', 'data_date_backwards', 'too_many_rejects')
    union
    -- What has expired lets nobody off either: it is as if somebody had let the smaller extract pass.
    select 'extract_shrank', expired.extract, expired.previous_rows::varchar
    from audit.expired as expired
    join audit.extract as extract on expired.extract = extract.extract
    where extract.staged_rows < expired.previous_rows * (1 - $gate_extract_shrink_share)
)

select gate, subject, threshold, true as is_new from tonight
anti join standing using (gate, subject)
union all
select standing.gate, standing.subject, standing.threshold, false
from standing
left join audit.extract as extract on standing.subject = extract.extract
left join audit.list as list on standing.subject = list.list_id
where
    case standing.gate
        when 'extract_shrank'
            then coalesce(extract.staged_rows, 0) < standing.threshold::bigint * (1 - $gate_extract_shrink_share)
        when 'list_jumped'
            then not coalesce(list.is_computed, false)
            or list.row_count > standing.threshold::bigint * $gate_list_factor
            or list.row_count * $gate_list_factor < standing.threshold::bigint
        when 'data_date_backwards' then coalesce(extract.data_date < standing.threshold::date, true)
        -- Too many rejects hold every night anew.
        else exists (
            select 1 from tonight where tonight.gate = standing.gate and tonight.subject = standing.subject
        )
    end
