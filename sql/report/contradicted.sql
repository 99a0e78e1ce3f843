-- 与数据不符的反馈: answers that were not taken because the data say otherwise, of cases that are open, by list and reason.
--
-- key: list_id, contradicted_reason

select
    list.list_id,
    list.list_name,
    ledger_case.contradicted_reason,
    count(*) as cases
from ledger."case" as ledger_case
join audit.list as list on ledger_case.list_id = list.list_id
where ledger_case.contradicted_on is not null and ledger_case.is_listed
group by list.list_id, list.list_name, ledger_case.contradicted_reason
order by list.list_id, ledger_case.contradicted_reason
