-- 养老保险中断缴费率（三种养老）: who pays for no pension any more among those who paid for one in the year before.
--
-- key: town_code, period
-- kpi: K12
-- unit: 比例
-- kind: rate
-- by: home
-- population: 上年缴费的三种养老人员（职工、机关看上年12月，居民看上年度），按户籍地或居住地
-- definition: 分子：分母中到数据最近月（往年取同一月份）连续3个月没缴职工或机关养老、也没缴当年居民养老（宽限期内看上年）的人数，死亡、领养老金、居民满60周岁的不计；分母：上年缴费的人数
-- needs: contribution 110, contribution 170, benefit

-- Of years that are over what has arrived by now is counted; the running year's residents are still paying.
with span as (
    select
        month.period as until_month,
        cast(month.period - ($recent_months - 1) * interval 1 month as date) as from_month,
        cast(make_date(year(month.period), 1, 1) - interval 1 month as date) as december,
        make_date(year(month.period), 1, 1) as january,
        -- Within the days of grace last year's payment serves too.
        make_date(year(month.period) - case
            when cast(strftime(cast(month.period + interval 1 month - interval 1 day as date), '%m%d') as integer)
                <= $resident_pension_grace_until then 1
            else 0
        end, 1, 1) as resident_from
    from core.contribution_month as month
    join core.calendar as calendar on month(month.period) = month(calendar.last_month)
    where cast(make_date(year(month.period), 1, 1) - interval 1 month as date) >= month.first_period
),

paid as (
    select person_id, insurance, period from core.coverage_month
    where insurance in ('110', '120', '170') and is_paid
),

begun as (
    select
        span.until_month,
        span.january,
        paid.person_id,
        bool_and(paid.insurance = '170') as is_resident
    from paid
    join span on
        (paid.insurance = '170' and year(paid.period) = year(span.december))
        or (paid.insurance <> '170' and paid.period = span.december)
    group by span.until_month, span.january, paid.person_id
),

going as (
    select distinct span.until_month, paid.person_id from paid
    join span on
        (paid.insurance = '170' and paid.period >= span.resident_from and year(paid.period) <= year(span.until_month))
        or (paid.insurance <> '170' and paid.period between span.from_month and span.until_month)
),

retired as (
    select person_id, min(starts_in) as starts_in from core.benefit
    where is_drawn_pension
    group by person_id
)

select
    person.town_code,
    begun.january as period,
    count(*) filter (
        where going.person_id is null
            and coalesce(death.died_on >= cast(begun.until_month + interval 1 month as date), true)
            and coalesce(retired.starts_in > begun.until_month, true)
            and not (
                begun.is_resident and coalesce(
                    make_date(
                        year(person.birth_date) + $resident_pension_age_years, month(person.birth_date), 1
                    ) <= begun.until_month, false
                )
            )
    ) as numerator,
    count(*) as denominator
from begun
join core.person as person on begun.person_id = person.person_id
left join going on begun.person_id = going.person_id and begun.until_month = going.until_month
left join core.death as death on begun.person_id = death.person_id
left join retired on begun.person_id = retired.person_id
group by person.town_code, begun.january
