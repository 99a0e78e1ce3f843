-- 单位缴费基数: what an employer declares as base beside what its people earn, over those with wages and a base.
--
-- key: employer_id
-- law: 社会保险法 art. 12, 60, 86

-- A month of a year whose bounds are not known is not judged.
with compared as (
    select
        compared.*,
        greatest(least(compared.mean_wage_yuan, bound.ceiling_yuan), bound.floor_yuan)::decimal(18, 2) as due_yuan
    from restricted.compared_base as compared
    join policy.contribution_base as bound
        on bound.insurance = '110' and compared.period between bound.valid_from and bound.valid_until
)

select
    employer_id,
    count(*) as based_people,
    count(*) filter (where base_yuan < due_yuan) as short_people,
    sum(base_yuan)::decimal(18, 2) as declared_base_yuan,
    sum(mean_wage_yuan)::decimal(18, 2) as earned_yuan,
    sum(due_yuan)::decimal(18, 2) as due_base_yuan,
    sum(due_yuan - least(base_yuan, due_yuan))::decimal(18, 2) as short_yuan,
    -- Rounded, so that nine tenths to the cent are nine tenths.
    round(sum(least(base_yuan, due_yuan))::double / nullif(sum(due_yuan)::double, 0), 9) as solidity_rate,
    max(source_row) as source_row
from compared
group by employer_id
