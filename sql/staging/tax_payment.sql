-- 入库税款明细: taxes paid; the tax office also collects social insurance, which is no tax.
--
-- key: taxpayer_id, tax_kind, period, paid_on

select
    *,
    coalesce(
        tax_kind like '%社会保险%' or tax_kind like '%社保%' or tax_kind like '%养老保险%' or tax_kind like '%医疗保险%'
        or tax_kind like '%失业保险%' or tax_kind like '%工伤保险%' or tax_kind like '%生育保险%'
        or tax_kind like '%护理保险%' or tax_kind like '%大额医疗%' or tax_kind like '%医疗补助%'
        or tax_kind like '%职业年金%',
        false
    ) as is_social_insurance
from delivered.tax_payment
