-- 案件经过: the ledger as of this run, without workers' own words, telephones, and what is nobody's business.
--
-- key: sequence

select
    sequence,
    recorded_at,
    kind,
    subject,
    actor,
    as_of,
    source_file,
    source_line,
    -- A reviewer's note about two records is somebody's own words too.
    case
        -- What a survey answered is shown by what it puts on lists.
        when kind = 'surveyed' then '{}'
        when kind = 'corrected' then json_merge_patch(payload, '{"value": null, "was": null}')::varchar
        -- What a letter says, and whom to call there, rests on deliveries that may have to be deleted.
        when kind = 'notice issued' then json_merge_patch(payload, '{"letter": null, "row": null}')::varchar
        when contains(payload, '"note"') or contains(payload, '现役军人') or contains(payload, '服刑人员')
            then replace(replace(
                json_merge_patch(payload, '{"note": null}')::varchar, '现役军人', '不需走访'
            ), '服刑人员', '不需走访')
        else payload
    end as payload,
    previous_hash,
    hash
from cases.event
order by sequence
