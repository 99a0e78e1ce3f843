-- 线索准确率: how many of the clear answers say that a lead was right or wrong, by list.
--
-- key: list_id

select
    list_id,
    sum(wrong)::bigint as wrong,
    sum(clear_answers)::bigint as clear_answers
from ledger.yield
group by list_id
order by list_id
