-- 免缴依据: who is not due for an insurance, why, until when, and the row that proves it.
--
-- key: person_id, insurance, kind
-- law: 社会保险法 art. 10, 16, 20, 23, 25; 国发〔2014〕8号

with exempt_fact as (
    select fact.person_id, scope.insurance, fact.kind, fact.until_on, fact.source_row
    from restricted.status_fact as fact
    join restricted.exemption_scope as scope on fact.kind = scope.kind
    left join (select distinct person_id from core.wage_earner) as earner on fact.person_id = earner.person_id
    -- Abroad, or insured elsewhere as they say, and yet paid here: due, after a look at the data.
    where
        not (fact.kind = '出国（境）' or fact.kind like '自述%')
        or scope.insurance <> '110' or earner.person_id is null
),

aged as (
    select person_id, scope.insurance, '未满16周岁' as kind, null::date as until_on, source_row
    from core.person
    cross join (values ('110'), ('170')) as scope (insurance)
    where citizen_id is not null and age < $working_age_years
    union all
    select person_id, '110', '已达退休年龄', null, source_row
    from core.person
    where retires_late_on <= $as_of::date
)

select person_id, insurance, kind, until_on, source_row from (
    select * from exempt_fact
    union all
    select * from aged
) as exempt
qualify row_number() over (
    partition by person_id, insurance, kind
    order by until_on desc nulls first, source_row nulls last
) = 1
order by person_id -- sql/explain/block.sql says why
