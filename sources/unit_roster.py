"""重点单位名录, delivered by 工信/发改/商务/农业农村/文广旅/国资/卫健/交通/邮政等主管部门."""

from sources.source import CODE, COUNT, TEXT, USCC, Column, Source

UNIT_ROSTER = Source(
    name="unit_roster",
    title="重点单位名录",
    department="工信/发改/商务/农业农村/文广旅/国资/卫健/交通/邮政等主管部门",
    key=("employer_name", "roster_kind"),
    columns=(
        Column("employer_name", "单位名称", TEXT, required=True),
        Column("uscc", "统一社会信用代码", USCC),
        Column("roster_kind", "名录类别", CODE, required=True),
        Column("park_name", "园区或名录名称", TEXT),
        Column("headcount", "从业人数", COUNT),
    ),
)
