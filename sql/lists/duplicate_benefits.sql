-- 重复领取待遇: people who draw two pensions at once.
--
-- key: subject_id
-- tier: check_data
-- law: 人社部发〔2014〕17号 art. 7
-- plan: 阜宁 三(一)3
-- needs: benefit
-- among: 在领养老金的人员
-- priority: 较低的一项每月1000元以上为1，其余为2（每多发一个月都要追回）

with drawn as (
    select
        person_id,
        count(*) filter (where benefit_status = '正常') as normal_pensions,
        min(benefit_kind) filter (where benefit_status = '正常') as benefit_kind,
        max(benefit_kind) filter (where benefit_status = '正常') as other_benefit_kind,
        sum(benefit_yuan) filter (where benefit_status = '正常') as benefit_yuan,
        min(benefit_yuan) filter (where benefit_status = '正常') as lower_benefit_yuan,
        min(source_row) filter (where benefit_status = '正常') as source_row,
        max(source_row) filter (where benefit_status = '正常') as other_source_row
    from core.benefit
    where is_drawn_pension
    group by person_id
)

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    'check_data' as tier,
    person.confidence,
    '同时正常领取' || drawn.normal_pensions || '种养老金：' || drawn.benefit_kind || '、' || drawn.other_benefit_kind
    || coalesce('，每月合计' || cast(drawn.benefit_yuan as decimal(18, 0)) || '元', '') || '。' as reason,
    case when drawn.lower_benefit_yuan >= 1000 then 1 else 2 end as priority,
    drawn.source_row || '; ' || drawn.other_source_row as evidence,
    drawn.benefit_kind,
    drawn.other_benefit_kind,
    drawn.benefit_yuan,
    person.address,
    person.phone,
    case when drawn.normal_pensions < 2 then '正常发放的养老金只有' || drawn.normal_pensions || '种' end as not_because
from drawn
join core.person as person on drawn.person_id = person.person_id
