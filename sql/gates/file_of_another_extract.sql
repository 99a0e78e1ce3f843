-- 放错文件夹: a file that by its header, its people or its bytes is another extract's.
--
-- key: subject

with sized as (
    select extract, file, count(*) as people from filed_roster_person
    group by extract, file
),

shared as (
    select one.extract, one.file, other.extract as other, other.file as other_file, count(*) as people
    from filed_roster_person as one
    join filed_roster_person as other on one.number = other.number
    join filed_roster as pair on one.extract = pair.extract and other.extract = pair.other
    group by one.extract, one.file, other.extract, other.file
),

same_people as (
    select
        shared.file as subject,
        shared.people || '/' || (one.people + other.people - shared.people) as measured,
        shared.file || '（' || one.people || '人）与 ' || shared.other_file || '（' || other.people || '人）有'
        || shared.people || '人相同，两类名单不会是同一批人，其中一个交错了' as message
    from shared
    join sized as one on shared.extract = one.extract and shared.file = one.file
    join sized as other on shared.other = other.extract and shared.other_file = other.file
    where
        shared.people >= $gate_file_rows
        and shared.people >= (one.people + other.people - shared.people) * $gate_same_people_share
),

found as (
    select 1 as turn, * from same_people
    union all
    select
        2, file, like_columns || '/' || columns,
        file || ' 的表头更像' || like_title || '（认出' || like_columns || '列，按现在的文件夹只认出' || columns || '列）'
    from filed_likeness
    union all
    select
        3, load.file, load.row_count::varchar,
        load.file || ' 与上次发布时的 ' || previous.file || ' 内容完全相同'
    from audit.load as load
    join audit.previous_file as previous on load.sha256 = previous.sha256 and load.extract <> previous.extract
    where
        not exists (
            select 1 from audit.previous_file as same
            where same.sha256 = load.sha256 and same.extract = load.extract
        )
)

select
    subject,
    arg_min(measured, turn || message) as measured,
    $gate_same_people_share::varchar as threshold,
    min(message) || '；请核对该文件应放在哪个文件夹，改正后再运行' as message
from found
group by subject
order by subject
