-- 外地数据: a file whose people, units or areas are not of this region, more than the set share of them.
--
-- key: subject

with file as (
    select kind, extract, file, count(*) as judged, count(*) filter (where is_outside) as outside
    from filed_number
    group by kind, extract, file
),

suspect as (
    select filed.kind, filed.extract, filed.file, filed.number, file.judged
    from filed_number as filed
    join file using (kind, extract, file)
    where filed.is_outside and file.outside > file.judged * $gate_outside_share
),

-- Outsiders live and work here too: whoever another department knows is one of them, unless its own file is as odd.
known as (
    select distinct filed.kind, filed.extract, filed.number
    from filed_number as filed
    join file using (kind, extract, file)
    where
        file.outside <= file.judged * $gate_outside_share
        and filed.number in (select number from suspect)
),

found as (
    select suspect.kind, suspect.file, suspect.judged, count(*) as outside, $gate_outside_share as share
    from suspect
    where
        not exists (
            select 1 from known
            where
                known.kind = suspect.kind and known.number = suspect.number and known.extract <> suspect.extract
        )
    group by suspect.kind, suspect.file, suspect.judged
    union all
    select 'area', file, areas, areas_outside, $gate_outside_area_share from filed_row
),

foreign_file as (
    select
        *,
        case kind
            when 'person' then judged || '个身份证号中有' || outside || '个是外地的，其他部门的数据里也没有这些人'
            when 'unit' then judged || '个单位中有' || outside || '个登记在外地，其他部门的数据里也没有'
            else judged || '行写了区划代码，其中' || outside || '行不属于本地区'
        end as sentence
    from found
    where outside >= $gate_file_rows and outside > judged * share
)

select
    file as subject,
    string_agg(outside || '/' || judged, '、' order by kind) as measured,
    string_agg(share::varchar, '、' order by kind) as threshold,
    file || '：' || string_agg(sentence, '；' order by kind)
    || '；可能是别的县的文件，请与提供部门核对，撤下或更换这个文件后再运行' as message
from foreign_file
group by file
order by subject
