-- 按名称查找: whole names first, then those that begin so, then those that hold it; `pattern`: by initials.
--
-- key: subject_kind, subject_id

select
    subject.subject_kind,
    subject.subject_id,
    coalesce(subject.subject_name, '') as subject_name,
    coalesce(town.area_name, '') as place,
    case when subject.leads > 0 then '在' || subject.leads || '个清单上' else '不在清单上' end as lists
from memory.main.subject as subject
left join core.area as town on subject.town_code = town.area_code
where
    ($pattern = '' and contains(subject.subject_name, $text))
    or (
        $pattern <> ''
        and (
            (
                subject.subject_kind = 'person' and length(subject.subject_name) = length($text)
                and regexp_full_match(subject.subject_name, $pattern)
            )
            or (subject.subject_kind <> 'person' and regexp_matches(subject.subject_name, $pattern))
        )
    )
order by
    subject.subject_name = $text desc, starts_with(subject.subject_name, $text) desc, subject.leads > 0 desc,
    subject.priority, subject.subject_name, subject.subject_id
limit $most
