-- 须换算或无法校验的证件号码: document numbers that are not themselves the 18 characters of a valid ID number.
--
-- key: number

-- All other numbers prove themselves: joining these few is enough.
select number, citizen_id, birth_date, sex from staging.person_number
where citizen_id is null or citizen_id <> number
