-- 入企调查对象: the employers that are surveyed, with what is known of each; without a credit code nobody finds them again.
--
-- key: subject_id

-- `listed`: the subjects of the list that was asked for, nobody where `is_of_list` is false. A town is told counts of
-- people, never an amount: in a unit of one it would be somebody's wage.
with insured as (
    select
        employer_id,
        max(declared_people) filter (where insurance = '110') as insured_110,
        max(declared_people) filter (where insurance = '310') as insured_310,
        max(declared_people) filter (where insurance = '210') as insured_210,
        max(declared_people) filter (where insurance = '410') as insured_410
    from core.employer_insurance
    group by employer_id
)

select
    employer.employer_id as subject_id,
    employer.employer_name as subject_name,
    regexp_matches(employer.employer_id, '^[0-9A-HJ-NPQRTUWXY]{18}$') as has_code,
    employer.town_code,
    coalesce(coalesce(county.area_name, '') || town.area_name, '乡镇不明') as town_name,
    coalesce(employer.village_code, '') as village_code,
    coalesce(village.area_name, '') as village_name,
    nullif(
        case
            when coalesce(employer.address, '') = corrected.address_was then corrected.address
            else employer.address
        end,
        ''
    ) as address,
    nullif(
        case when coalesce(employer.phone, '') = corrected.phone_was then corrected.phone else employer.phone end, ''
    ) as phone,
    coalesce(headcount.wage_headcount, 0) as wage_headcount,
    coalesce(insured.insured_110, 0) as insured_110,
    coalesce(insured.insured_310, 0) as insured_310,
    coalesce(insured.insured_210, 0) as insured_210,
    coalesce(insured.insured_410, 0) as insured_410
from core.employer as employer
left join core.headcount as headcount on employer.employer_id = headcount.employer_id
left join insured on employer.employer_id = insured.employer_id
left join corrected on corrected.subject_kind = 'employer' and employer.employer_id = corrected.subject_id
left join core.area as town on employer.town_code = town.area_code
-- Only a prefecture's towns need their county's name.
left join core.area as county
    on town.parent_code = county.area_code and county.parent_code in (select whole.area_code from core.area as whole)
left join core.area as village on employer.village_code = village.area_code
where
    ($town is null or employer.town_code = $town)
    and case
        when $is_of_list then employer.employer_id in (select listed.subject_id from listed)
        -- A sole trader counts as soon as somebody works there.
        else employer.is_operating and employer.employer_name is not null and (
            not employer.is_sole_trader or headcount.wage_headcount > 0 or insured.insured_110 > 0
        )
    end
order by employer.town_code, employer.village_code, employer.employer_id
