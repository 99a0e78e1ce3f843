"""入库税款明细, delivered by 税务局."""

from sources.source import DATE, MONTH, TEXT, YUAN, Column, Employer, Source

TAX_PAYMENT = Source(
    name="tax_payment",
    title="入库税款明细",
    department="税务局",
    key=("taxpayer_id", "tax_kind", "period", "paid_on"),
    adds_up=True,
    columns=(
        Column("taxpayer_id", "纳税人识别号", TEXT, also=("NSRSBH",), required=True),
        Column("tax_kind", "税种", TEXT, also=("征收项目",), required=True),
        Column("period", "税款所属期", MONTH, also=("SKSSQ_Z",), required=True),
        Column("paid_yuan", "实缴金额", YUAN, required=True, usual=(5, 5_000_000)),
        Column("paid_on", "入库日期", DATE),
    ),
    employers=(Employer(number=("taxpayer_id",), taxpayer_id="taxpayer_id", preference=8),),
)
