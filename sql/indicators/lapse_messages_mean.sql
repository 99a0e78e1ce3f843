-- 断保人员人均信息数: messages sent this year by head of those who have lapsed.
--
-- key: town_code, period
-- kpi: K15
-- unit: 次
-- kind: mean
-- by: home
-- population: 断保人员和居民养老断缴人员中现未结案的，按户籍地或居住地；在两张清单上的计一人
-- definition: 分子：当年向这些人员发送信息的次数之和；分母：现未结案的断保人数。当年截至运行当日

with lapsed as (
    select
        subject_id,
        min(town_code) as town_code,
        sum(messages_this_year)::bigint as messages
    from ledger."case"
    where list_id in ('lapsed_members', 'lapsed_residents') and state in ('open', 'claimed')
    group by subject_id
)

select
    lapsed.town_code,
    calendar.this_year_from as period,
    sum(lapsed.messages)::bigint as numerator,
    count(*) as denominator
from lapsed
cross join core.calendar as calendar
group by lapsed.town_code, calendar.this_year_from
