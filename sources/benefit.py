"""待遇发放信息, delivered by 人社局."""

from sources.source import CODE, ID_NUMBER, MONTH, TEXT, YUAN, Column, Person, Source

BENEFIT = Source(
    name="benefit",
    title="待遇发放信息",
    department="人社局",
    key=("person_id", "benefit_kind"),
    columns=(
        Column("person_id", "社会保障号码", ID_NUMBER, also=("AAC002",), required=True),
        Column("person_name", "姓名", TEXT, also=("AAC003",), required=True),
        Column(
            "benefit_kind",
            "待遇类型",
            CODE,
            required=True,
            words="企业职工养老 机关事业养老 城乡居民养老 失业 被征地养老补助",
        ),
        Column("starts_in", "享受起始月", MONTH, required=True),
        Column("last_paid_in", "最近发放月", MONTH, required=True),
        Column("benefit_yuan", "月待遇金额", YUAN, usual=(50, 30_000)),
        Column("benefit_status", "发放状态", CODE, required=True, words="正常 暂停 终止"),
    ),
    people=(Person(number="person_id", name="person_name", preference=4),),
)
