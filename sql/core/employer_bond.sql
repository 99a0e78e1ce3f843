-- 企业包保: the cadre who answers for an employer today; of several the last one begun.
--
-- key: employer_id
-- plan: 武义 三(三)4

select
    units.employer_id,
    bond.cadre_name,
    bond.cadre_unit,
    bond.cadre_phone,
    bond.cadre_name || '（' || bond.cadre_unit || coalesce('，' || bond.cadre_phone, '') || '）' as bonded,
    bond.starts_on,
    bond.source_file || '#' || bond.source_line as source_row
from staging.bond as bond
join matches.employer as units on units.extract = 'bond' and units.record_id = bond.employer_record
where
    bond.bond_kind = '企业' and units.employer_id is not null
    and bond.starts_on <= $as_of::date and coalesce(bond.ends_on, $as_of::date) >= $as_of::date
qualify row_number() over (
    partition by units.employer_id
    order by bond.starts_on desc, bond.data_date desc, bond.source_file desc, bond.source_line desc
) = 1
order by units.employer_id
