"""责令改正、行政处罚文书, delivered by 人社局（劳动监察）."""

from sources.source import CODE, DATE, TEXT, USCC, Column, Employer, Source

PENALTY = Source(
    name="penalty",
    title="责令改正、行政处罚文书",
    department="人社局（劳动监察）",
    key=("paper_no",),
    columns=(
        Column("paper_no", "文书编号", TEXT, also=("文号",), required=True),
        Column("paper_kind", "文书类型", CODE, required=True),
        Column("employer_name", "单位名称", TEXT, required=True),
        Column("uscc", "统一社会信用代码", USCC),
        Column("matter", "违法事项", CODE),
        Column("issued_on", "送达日期", DATE, required=True),
        Column("due_on", "改正期限", DATE),
        Column("corrected_on", "改正日期", DATE),
    ),
    employers=(Employer(name="employer_name", uscc="uscc", preference=8),),
)
