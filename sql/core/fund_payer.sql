-- 公积金缴存人员: for whom housing fund was deposited in the recent months, by employer.
--
-- key: person_id, employer_id

-- A fund account without a valid number that no register knows has no employer: those whom it pays are people still.
with deposit as (
    select
        numbers.person_id,
        units.employer_id,
        units.rule in ('name', 'features', 'verdict') as is_employer_by_name,
        fund.employer_name,
        fund.period,
        fund.source_file || '#' || fund.source_line as source_row,
        strftime(fund.period, '%Y%m') || fund.source_file || '#' || fund.source_line as weight
    from staging.fund_deposit as fund
    cross join core.calendar as calendar
    join matches.person_of_number as numbers on fund.person_id = numbers.number
    join matches.employer as units on units.extract = 'fund_deposit' and units.record_id = fund.fund_unit_id
    where fund.period between calendar.recent_from and calendar.last_month
)

select
    person_id,
    employer_id,
    arg_max(employer_name, weight) as employer_name,
    bool_and(is_employer_by_name) as is_employer_by_name,
    count(distinct period) as fund_months,
    max(period) as last_fund_in,
    arg_max(source_row, weight) as source_row
from deposit
group by person_id, employer_id
