"""In which prefecture each person is compared, of a region in several.

Somebody whom no number proves is compared in one: where a record prints that they live, else where an employer of
theirs is, else where somebody of their name bears nearly their number; two that a person has found to be one, in one.
Whoever numbers prove is compared wherever a record of theirs, or an employer's, is printed, where somebody of their
name prints nearly their number, and where a person has judged of them; whom no record places may be anywhere.
"""

from matchers.employer.records import PREFECTURES as EMPLOYERS
from matchers.engine.prefectures import PREFECTURE
from matchers.person.records import JUDGED, NO_NUMBER, employer_of

PREFECTURES = f"""
    with prefecture as ({PREFECTURE}),

    employed as (select * from ({EMPLOYERS}) as record where in_group <> ''),

    -- What is no number (111111) is not one person's; of a number, however it is written, all records are in one place.
    loose as (
        select 'number' as extract, number as record_id, number from numbered.loose_number
        union all
        select 'member', issuer || ':' || member_id, number from numbered.unclear_member where citizen_id is null
    ),

    written as (
        select extract, record_id, upper(regexp_replace(number, '[^0-9A-Za-z]', '', 'g')) as number from loose
    ),

    unit as (
        select extract, record_id,
            case when regexp_matches(number, '[0-9].*[0-9].*[0-9].*[0-9]') and not regexp_matches(number, '{NO_NUMBER}')
                then number else extract || ':' || record_id end as unit
        from written
    ),

    printed as (
        select unit.unit, mention.extract, mention.record_id, mention.number, mention.called, home.prefecture as home,
            employed.in_group as works
        from numbered.loose_print as mention
        join unit on unit.extract = case when mention.issuer is null then 'number' else 'member' end
            and unit.record_id = coalesce(mention.issuer || ':' || mention.member_id, mention.number)
        left join prefecture as home on left(mention.area, 4) = home.prefecture
        left join employed
            on {employer_of("mention")} = employed.extract and mention.employer_record = employed.record_id
    ),

    proven as (
        select citizen_id, left(area, 4) as prefecture from numbered.known_print
        union
        select person.citizen_id, left(mention.area, 4)
        from (select distinct citizen_id, number from numbered.known_person) as person
        join mentions.person as mention on person.number = mention.number
        union
        select person.citizen_id, employed.in_group from numbered.known_person as person
        join employed on {employer_of("person")} = employed.extract and person.employer_record = employed.record_id
    ),

    known as (select proven.* from proven join prefecture on proven.prefecture = prefecture.prefecture),

    -- One slip leaves the first nine of seventeen digits as they are, or the others.
    near as (
        select distinct slip.unit, whole.citizen_id
        from (
            select unit, called, 'begins ' || left(number, 9) as digits from printed where length(number) = 18
            union all
            select unit, called, 'ends ' || substr(number, 10, 8) from printed where length(number) = 18
        ) as slip
        join (
            select citizen_id, called, 'begins ' || left(citizen_id, 9) as digits from numbered.known_print
            union
            select citizen_id, called, 'ends ' || substr(citizen_id, 10, 8) from numbered.known_print
        ) as whole on slip.called = whole.called and slip.digits = whole.digits
    ),

    judged as (
        select left_extract as extract, left_record as record_id, right_extract, right_record, verdict
        from matches.verdict where matcher = 'person'
        union all
        select right_extract, right_record, left_extract, left_record, verdict
        from matches.verdict where matcher = 'person'
    ),

    one as (
        select unit, unit as other from printed
        union
        select own.unit, other.unit from judged
        join printed as own on judged.extract = own.extract and judged.record_id = own.record_id
        join printed as other on judged.right_extract = other.extract and judged.right_record = other.record_id
        where judged.verdict = 'yes'
    ),

    placed as (
        select one.unit, coalesce(min(printed.home), min(printed.works), min(known.prefecture), '') as in_group
        from one
        join printed on one.other = printed.unit
        left join near on printed.unit = near.unit
        left join known on near.citizen_id = known.citizen_id
        group by one.unit
    ),

    meets as (
        select citizen_id, unit from near
        union
        select person.citizen_id, printed.unit from judged
        join ({JUDGED}) as person on judged.extract = person.extract and judged.record_id = person.record_id
        join printed on judged.right_extract = printed.extract and judged.right_record = printed.record_id
    )

    select unit.extract, unit.record_id, coalesce(placed.in_group, '') as in_group from unit
    left join placed on unit.unit = placed.unit
    union
    select 'citizen', citizen_id, prefecture from known
    union
    select 'citizen', meets.citizen_id, placed.in_group from meets
    join placed on meets.unit = placed.unit
    union
    select 'citizen', person.citizen_id, anywhere.in_group
    from (select distinct citizen_id from numbered.known_person) as person
    anti join known on person.citizen_id = known.citizen_id
    cross join (select distinct in_group from placed) as anywhere
    union
    select 'prefecture', prefecture, prefecture from prefecture"""
"""The groups of `records.PARTS`: by a loose number, a member, somebody known, and who lives there."""
