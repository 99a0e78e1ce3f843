"""企业享受政府资金补助信息, delivered by 财政局等."""

from sources.source import DATE, TEXT, USCC, YUAN, Column, Employer, Source

SUBSIDY = Source(
    name="subsidy",
    title="企业享受政府资金补助信息",
    department="财政局等",
    key=("employer_name", "subsidy_name", "paid_on"),
    adds_up=True,
    columns=(
        Column("employer_name", "单位名称", TEXT, required=True),
        Column("uscc", "统一社会信用代码", USCC),
        Column("subsidy_name", "补助项目", TEXT, required=True),
        Column("subsidy_yuan", "补助金额", YUAN, required=True, usual=(100, 10_000_000)),
        Column("paid_on", "拨付日期", DATE),
    ),
    employers=(Employer(name="employer_name", uscc="uscc"),),
)
