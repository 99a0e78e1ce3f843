"""新就业形态与执业资格人员名单, delivered by 交通运输局 / 邮政管理局 / 市场监管局 / 商务局 / 文广旅局 / 司法局."""

from sources.source import CODE, ID_NUMBER, TEXT, Column, Person, Source

GIG_WORKER = Source(
    name="gig_worker",
    title="新就业形态与执业资格人员名单",
    department="交通运输局 / 邮政管理局 / 市场监管局 / 商务局 / 文广旅局 / 司法局",
    key=("person_id", "gig_kind"),
    columns=(
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("gig_kind", "从业类别", CODE, required=True, words="网约车 快递 外卖 同城货运 网络直播 导游 律师 其他"),
        Column("employer_name", "平台或机构名称", TEXT),
        Column("phone", "联系电话", TEXT),
    ),
    is_roster=True,
    people=(Person(number="person_id", name="person_name", phone="phone", preference=3),),
)
