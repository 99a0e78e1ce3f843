-- 无法证明身份的证件号码: numbers that are no valid ID number, or 15 digits (which no check digit guards) nowhere in full.
--
-- key: number

select odd.number, odd.citizen_id, odd.birth_date, odd.sex from numbered.odd_number as odd
anti join staging.person_number as whole on odd.citizen_id = whole.number
