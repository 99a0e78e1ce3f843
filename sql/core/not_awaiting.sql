-- 无须领取本地待遇: who has died or draws a pension elsewhere, which alone keeps off the lists of who draws nothing.
--
-- key: person_id

select person_id, kind, because from (
    select
        person_id,
        kind,
        kind || coalesce('；依据 ' || source_row, '') as because
    from core.exemption
    where insurance = '170' and kind in ('死亡', '异地已领养老金')
) as known
qualify row_number() over (partition by person_id order by kind) = 1
