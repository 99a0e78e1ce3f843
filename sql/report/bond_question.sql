-- 包保存疑: bonds of which nobody knows whom they mean, and what is to be mended.
--
-- key: source_row

select source_row, bond_kind, cadre_unit, question from core.bond_question
order by source_row
