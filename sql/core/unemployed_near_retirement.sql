-- 失业且临近退休: who draws unemployment benefit so near retirement that the fund pays the pension contributions.
--
-- key: person_id
-- law: 实施弹性退休制度暂行办法; 人社部发〔2024〕76号

select benefit.person_id, outlook.early_possible_months, benefit.source_row
from core.benefit as benefit
join core.pension_outlook as outlook on benefit.person_id = outlook.person_id
where
    benefit.benefit_kind = '失业' and benefit.benefit_status in ('正常', '暂停')
    and $unemployed_paid_for_months > 0 and outlook.early_possible_months <= $unemployed_paid_for_months
