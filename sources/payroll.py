"""企业工资总额信息(企业所得税年报), delivered by 税务局."""

from sources.source import COUNT, TEXT, YEAR, YUAN, Column, Employer, Source

PAYROLL = Source(
    name="payroll",
    title="企业工资总额信息(企业所得税年报)",
    department="税务局",
    key=("taxpayer_id", "year"),
    columns=(
        Column("taxpayer_id", "纳税人识别号", TEXT, required=True),
        Column("year", "年度", YEAR, required=True),
        Column("payroll_yuan", "工资薪金总额", YUAN, required=True, usual=(5_000, 100_000_000)),
        Column("headcount", "从业人数", COUNT),
    ),
    employers=(Employer(number=("taxpayer_id",), taxpayer_id="taxpayer_id"),),
)
