-- 工程项目: construction projects, who builds them, and the injury cover that insures each or may do so.
--
-- key: project_id

with covered as (
    select links.project_id, min(cover.source_file || '#' || cover.source_line) as cover_row
    from matches.project as links
    join staging.project_cover as cover on links.record_id = cover.cover_id
    where links.project_id is not null
    group by links.project_id
),

-- A cover that may be this project's, and waits for a person to say so.
waiting as (
    select 'project:' || right_record as project_id from matches.review
    where matcher = 'project' and right_extract = 'construction_project'
    union
    select 'project:' || left_record from matches.review
    where matcher = 'project' and left_extract = 'construction_project'
),

begun as (
    select
        project.*,
        case
            when strpos($own_codes, ',' || left(project.area, $own_digits) || ',') > 0 and length(project.area) >= 9
                and substr(project.area, 7, 3) <> '000' then project.area
        end as local_area
    from staging.construction_project as project
)

select
    'project:' || begun.project_id as project_id,
    begun.project_name,
    units.employer_id,
    units.employer_id is null or units.rule in ('name', 'features', 'verdict') as is_employer_by_name,
    begun.employer_name,
    begun.starts_on,
    begun.ends_on,
    begun.price_yuan,
    coalesce(left(begun.local_area, 9), 'unknown') as town_code,
    case when length(begun.local_area) = 12 and right(begun.local_area, 3) <> '000' then begun.local_area
    end as village_code,
    covered.cover_row,
    waiting.project_id is not null as may_be_covered,
    begun.source_file || '#' || begun.source_line as source_row
from begun
left join matches.employer as units
    on units.extract = 'construction_project'
    and units.record_id = begun.employer_record
left join covered on covered.project_id = 'project:' || begun.project_id
left join waiting on waiting.project_id = 'project:' || begun.project_id
