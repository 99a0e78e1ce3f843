-- 免缴: whether a person is not due for an insurance, and the first reason; one row where several reasons hold.
--
-- key: person_id, insurance

select
    person_id,
    insurance,
    kind,
    until_on,
    source_row,
    '免缴：' || kind || coalesce('（至' || strftime(until_on, '%Y年%m月%d日') || '）', '')
    || coalesce('；依据 ' || source_row, '') as because
from core.exemption
qualify row_number() over (
    partition by person_id, insurance
    order by
        case kind
            when '死亡' then 1 when '不需走访' then 2 when '出国（境）' then 3 when '户口注销' then 4 when '已领养老金' then 5
            -- Some lists ask for those past retirement too: nobody's only reason may hide behind their age.
            when '已达退休年龄' then 7 else 6
        end,
        kind
) = 1
