"""重点单位名录, delivered by 工信/发改/商务/农业农村/文广旅/国资/卫健/交通/邮政等主管部门."""

from sources.source import CODE, COUNT, TEXT, USCC, Column, Employer, Source

UNIT_ROSTER = Source(
    name="unit_roster",
    title="重点单位名录",
    department="工信/发改/商务/农业农村/文广旅/国资/卫健/交通/邮政等主管部门",
    key=("employer_name", "roster_kind"),
    columns=(
        Column("employer_name", "单位名称", TEXT, required=True),
        Column("uscc", "统一社会信用代码", USCC),
        Column(
            "roster_kind",
            "名录类别",
            CODE,
            required=True,
            words="规上企业 开发区 现代农业园区 旅游园区 服务业集聚区 重大项目 "
            "农业龙头 国有企业 粉尘危害 平台企业 劳务派遣 安全检查",
        ),
        Column("park_name", "园区或名录名称", TEXT),
        Column("headcount", "从业人数", COUNT),
    ),
    employers=(Employer(name="employer_name", uscc="uscc", preference=6),),
)
