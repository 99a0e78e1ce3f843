-- 人员匹配结果: every record about a person, whom it means, by which rule and what was compared.
--
-- key: extract, record_id

with printed as (
    select extract, number, person_name from numbered.person_print
    where employer_record is null
    union all
    select distinct extract, number, person_name from numbered.person_print
    where employer_record is not null
),

-- Nearly all numbers are the person's own, valid and in full.
other as (
    select numbers.number, numbers.citizen_id, numbers.person_id, linked.rule, linked.score, linked.verdict,
        linked.compared
    from matches.person_of_number as numbers
    left join numbered.number_link as linked on numbers.number = linked.number
    where numbers.person_id <> numbers.number
),

unclear as (
    select
        members.issuer,
        members.member_id,
        members.person_id,
        coalesce(own.rule, weak.rule, case when members.citizen_id is null then 'member_id' else 'citizen_id' end)
            as rule,
        coalesce(own.score, weak.score, 100.0) as score,
        coalesce(
            own.verdict, weak.verdict, case when members.citizen_id is null then 'alone' else 'accepted' end
        ) as verdict,
        coalesce(own.compared, weak.compared, case when members.citizen_id is null then '个人编号' end) as compared
    from numbered.unclear_member as printed
    join matches.person_of_member as members
        on printed.issuer = members.issuer and printed.member_id = members.member_id
    left join numbered.member_link as own
        on printed.issuer = own.issuer and printed.member_id = own.member_id
    left join numbered.number_link as weak on printed.number = weak.number and printed.citizen_id is not null
),

member as (
    select
        filed.issuer || ':' || filed.member_id as record_id,
        coalesce(unclear.person_id, short.citizen_id, filed.number) as person_id,
        coalesce(unclear.rule, 'citizen_id') as rule,
        coalesce(unclear.score, 100.0) as score,
        coalesce(unclear.verdict, 'accepted') as verdict,
        coalesce(unclear.compared, '个人编号；公民身份号码（校验通过）') as compared,
        filed.is_filed,
        filed.is_paying
    from numbered.member_filed as filed
    left join unclear on filed.issuer = unclear.issuer and filed.member_id = unclear.member_id
    left join numbered.odd_number as short on filed.number = short.number
)

select
    printed.extract,
    printed.number || '|' || coalesce(printed.person_name, '') as record_id,
    coalesce(other.person_id, printed.number) as person_id,
    case when other.rule is not null then other.rule
        when other.number is null or other.citizen_id is not null then 'citizen_id'
        else 'document_number' end as rule,
    coalesce(other.score, 100.0) as score,
    case when other.verdict is not null then other.verdict
        when other.number is null or other.citizen_id is not null then 'accepted'
        else 'alone' end as verdict,
    case when other.compared is not null then other.compared
        when other.number is null or other.citizen_id is not null then '公民身份号码（校验通过）'
        else '证件号码（无法校验）' end || coalesce('；' || called.names_compared, '') as compared
from printed
left join other on printed.number = other.number
left join numbered.person_called as called
    on printed.number = called.number and printed.person_name = called.person_name
union all
select 'member', record_id, person_id, rule, score, verdict, compared from member
where is_filed
union all
select 'contribution', record_id, person_id, rule, score, verdict, compared from member
where is_paying
