-- 退休时间: the first day of the month of retirement by sex and month of birth; for women by both tables.
--
-- key: sex, birth_month_index
-- law: 全国人大常委会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13), 国务院办法 art. 1

-- Months are counted from the year 0: year × 12 + month − 1.
with born as (
    select distinct sex, year(birth_date) * 12 + month(birth_date) - 1 as birth_month_index
    from matches.person_of_number
    where birth_date is not null
),

delayed as (
    select
        sex,
        birth_month_index,
        case when birth_month_index >= $men_retirement_cohort_month then least(
            $men_retirement_cap_months,
            (birth_month_index - $men_retirement_cohort_month) // $men_retirement_step_months + 1
        ) else 0 end + $men_retirement_age_years * 12 as men_months,
        case when birth_month_index >= $women50_retirement_cohort_month then least(
            $women50_retirement_cap_months,
            (birth_month_index - $women50_retirement_cohort_month) // $women50_retirement_step_months + 1
        ) else 0 end + $women50_retirement_age_years * 12 as women50_months,
        case when birth_month_index >= $women55_retirement_cohort_month then least(
            $women55_retirement_cap_months,
            (birth_month_index - $women55_retirement_cohort_month) // $women55_retirement_step_months + 1
        ) else 0 end + $women55_retirement_age_years * 12 as women55_months
    from born
),

counted as (
    select
        sex,
        birth_month_index,
        birth_month_index + case when sex = '1' then men_months else women50_months end as early_index,
        birth_month_index + case when sex = '1' then men_months else women55_months end as late_index
    from delayed
)

select
    sex,
    birth_month_index,
    make_date(early_index // 12, early_index % 12 + 1, 1) as retires_early_on,
    make_date(late_index // 12, late_index % 12 + 1, 1) as retires_late_on
from counted
