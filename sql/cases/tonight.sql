-- 今日线索: what stands on the lists tonight, as an event tells it.
--
-- key: case_id

select
    case_id,
    list_id,
    subject_kind,
    subject_id,
    town_code,
    village_code,
    tier,
    confidence,
    priority,
    json_object(
        'list_id', list_id, 'subject_kind', subject_kind, 'subject_id', subject_id, 'town_code', town_code,
        'village_code', village_code, 'tier', tier, 'confidence', confidence, 'priority', priority, 'is_listed', true
    ) as facts
from lists."all"
