-- 劳动监察文书: orders to correct and penalties by employer, and the day by which it was to obey.
--
-- key: employer_id, paper_no

select
    units.employer_id,
    paper.paper_no,
    paper.paper_kind,
    paper.matter,
    paper.issued_on,
    -- A penalty is imposed for what should have been put right before it; an order without a day sets none.
    coalesce(paper.due_on, case when paper.paper_kind = '行政处罚' then paper.issued_on end) as due_on,
    paper.corrected_on,
    units.rule in ('name', 'features', 'verdict') as is_employer_by_name,
    paper.source_file || '#' || paper.source_line as source_row
from staging.penalty as paper
join matches.employer as units on units.extract = 'penalty' and units.record_id = paper.employer_record
where units.employer_id is not null
