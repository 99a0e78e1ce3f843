-- 工程说明: what the night knows of one construction project, as sentences in order.
--
-- key: position, sentence

select
    1 as position,
    project_name || '，由' || employer_name || '施工'
    || coalesce('，' || strftime(starts_on, '%Y年%m月%d日') || '开工', '')
    || coalesce('，计划' || strftime(ends_on, '%Y年%m月%d日') || '竣工', '')
    || coalesce('；工伤参保依据 ' || cover_row, '') || '；依据 ' || source_row as sentence
from core.project
where project_id = $subject
order by position, sentence
