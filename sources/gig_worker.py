"""新就业形态与执业资格人员名单, delivered by 交通运输局 / 邮政管理局 / 市场监管局 / 商务局 / 文广旅局 / 司法局."""

from sources.source import CODE, ID_NUMBER, TEXT, Column, Source

GIG_WORKER = Source(
    name="gig_worker",
    title="新就业形态与执业资格人员名单",
    department="交通运输局 / 邮政管理局 / 市场监管局 / 商务局 / 文广旅局 / 司法局",
    key=("person_id", "gig_kind"),
    columns=(
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("gig_kind", "从业类别", CODE, required=True),
        Column("employer_name", "平台或机构名称", TEXT),
        Column("phone", "联系电话", TEXT),
    ),
)
