"""异地参保比对结果, delivered by 人社部 / 省厅反馈."""

from sources.source import AREA, CODE, COUNT, ID_NUMBER, MONTH, TEXT, Column, Person, Source

INSURED_ELSEWHERE = Source(
    name="insured_elsewhere",
    title="异地参保比对结果",
    department="人社部 / 省厅反馈",
    key=("person_id", "insurance"),
    columns=(
        Column("person_id", "社会保障号码", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("insurance", "险种类型", CODE, required=True),
        Column("elsewhere_area", "参保地区划代码", AREA, required=True, is_elsewhere=True),
        Column("member_status", "人员参保状态", CODE, required=True),
        Column("last_paid_in", "最近缴费月", MONTH),
        Column("retired", "离退休标志", CODE, also=("AAC084",)),
        Column("paid_months", "累计缴费月数", COUNT),
    ),
    people=(Person(number="person_id", name="person_name", preference=4),),
)
