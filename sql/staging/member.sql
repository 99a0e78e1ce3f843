-- 参保人员信息: member rows with the bureau that issued the number, and whether the person is enrolled by them.
--
-- key: issuer, member_id, insurance, insured_unit_id, enrolled_on

select
    *,
    coalesce(member_status in ('1', '2'), false) as is_enrolled,
    insurance in ('110', '310') and (insured_unit_id is null or coalesce(member_kind = '灵活就业', false)) as is_flexible
from delivered.member
