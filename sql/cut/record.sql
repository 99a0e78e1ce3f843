-- 本县的记录: the records that mean a person, employer or project of a county, as pairs of records name them.
--
-- key: record

select 'employer|' || extract || '|' || record_id as record from matches.employer
where employer_id in (from cut.employer)
union
select matcher.name || '|' || person.extract || '|' || person.record_id from matches.person as person
-- A child without a number is compared with people.
cross join (values ('person'), ('child')) as matcher (name)
where person.person_id in (from cut.person)
union
select 'child|' || extract || '|' || record_id from matches.child
where person_id in (from cut.person)
union
select 'project|' || extract || '|' || record_id from matches.project
where project_id in (from cut.project)
union
-- A project is its own record.
select 'project|construction_project|' || replace(project_id, 'project:', '') from cut.project
