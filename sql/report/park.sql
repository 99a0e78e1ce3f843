-- 园区: the parks side by side, for leaders.
--
-- key: park_name

select park_name, park_employers, covered_employers, due_headcount, insured_headcount, solidity_rate, owing_employers,
    owed_yuan::double as owed_yuan
from indicator.park
order by coverage_rate desc nulls last, park_name
