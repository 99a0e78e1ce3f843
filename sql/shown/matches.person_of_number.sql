-- 证件号码与人员，公布的部分: what of matches.person_of_number is shown.
--
-- key: number

-- A number that no other department prints is known from a secret file alone.
select numbers.* from matches.person_of_number as numbers
semi join (
    select number from numbered.person_print
    where not list_contains($secret, extract)
    union
    select number from numbered.member_filed
) as printed on numbers.number = printed.number
order by numbers.number
