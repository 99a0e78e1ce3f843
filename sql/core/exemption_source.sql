-- 免缴依据数据: the extracts that take people off lists, whether each is there and new enough to be compared with.
--
-- key: extract

with asked (extract, asked_at_door) as (
    -- Of the army and of prison nobody is asked: that somebody does not live here at present is enough.
    values
    ('death', '本人是否健在'), ('insured_elsewhere', '是否已在外地参保或领养老金'), ('benefit', '是否已在领养老金'),
    ('student', '是否在校读书'), ('soldier', '目前是否在本地生活'), ('sentence', '目前是否在本地生活'),
    ('dispatch', '是否由劳务派遣单位聘用')
),

due as (
    select
        delivered.extract,
        delivered.extract_title,
        delivered.department,
        case when delivered.staged_rows > 0 then delivered.data_date end as data_date,
        -- School years begin in September; every other register is a quarter old at most.
        case
            when delivered.extract <> 'student'
                then cast($as_of::date - $exemption_source_days * interval 1 day as date)
            when cast(strftime($as_of::date, '%m%d') as integer) >= $student_data_from
                then make_date(year($as_of::date), $student_data_from // 100, $student_data_from % 100)
            else make_date(year($as_of::date) - 1, $student_data_from // 100, $student_data_from % 100)
        end as needed_from,
        asked.asked_at_door
    from audit.extract as delivered
    join asked on delivered.extract = asked.extract
)

select
    due.extract,
    due.extract_title,
    due.department,
    due.data_date,
    due.needed_from,
    coalesce(due.data_date >= due.needed_from, false) as is_compared,
    declared.absent_because,
    due.asked_at_door
from due
left join core.absent_source as declared on due.extract = declared.extract
