-- 断保人员信息发送达标率: who has had enough messages this year among those who have lapsed.
--
-- key: town_code, period
-- kpi: K15
-- unit: 比例
-- kind: rate
-- by: home
-- population: 断保人员和居民养老断缴人员中现未结案的，按户籍地或居住地；在两张清单上的计一人
-- definition: 分子：分母中当年已收到不少于规定次数（盐城：3次）信息的人数；分母：现未结案的断保人数。当年截至运行当日

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
    count(*) filter (where lapsed.messages >= $messages_per_year) as numerator,
    count(*) as denominator
from lapsed
cross join core.calendar as calendar
group by lapsed.town_code, calendar.this_year_from
