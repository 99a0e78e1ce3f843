-- 待办: what waits for somebody, as the last publication knows it.
--
-- key: answers

select
    (
        select count(*) from ledger."case"
        where
            times_sent > 0 and state = 'open' and is_listed
            and (answered_on is null or answered_on < sent_on)
    ) as answers,
    (
        select count(*) from ledger."case"
        where tier = 'check_data' and state = 'open' and is_listed and result is null
    ) as checks,
    (select count(*) from ledger."case" where contradicted_on is not null and is_listed) as contradicted,
    (select count(*) from matches.review) as pairs,
    (select count(*) from audit.list where not is_computed) as missing
