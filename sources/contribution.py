"""缴费明细, delivered by 税务局 / 人社局 / 医保局."""

from sources.source import CODE, ID_NUMBER, MONTH, TEXT, YUAN, Column, Employer, Person, Source

UNIT = Employer(number=("insured_unit_id",), of="insured_unit")

CONTRIBUTION = Source(
    name="contribution",
    title="缴费明细",
    department="税务局 / 人社局 / 医保局",
    key=("member_id", "insurance", "insured_unit_id", "period", "due_kind"),
    adds_up=True,
    apart=("payment_status",),
    nearly_key=("member_id", "insurance", "period"),
    columns=(
        Column("member_id", "个人编号", TEXT, also=("AAC001", "AAC999"), required=True),
        Column("person_id", "社会保障号码", ID_NUMBER, also=("AAC002",), required=True, unless="member_id"),
        Column("insurance", "险种类型", CODE, also=("AAE140",), required=True),
        Column("insured_unit_id", "单位编号", TEXT, also=("AAB001",)),
        # residents pay by the year: period is YYYY12 of the year paid for
        Column("period", "费款所属期", MONTH, also=("AAE003",), required=True),
        Column("settled_in", "结算期", MONTH, also=("AAE002",)),
        Column("due_kind", "应缴类型", CODE, also=("AAA115",)),
        Column("base_yuan", "缴费基数", YUAN, also=("AAE180",), largest=True, usual=(500, 60_000)),
        Column("unit_yuan", "单位缴费额", YUAN, usual=(2, 20_000)),
        Column("person_yuan", "个人缴费额", YUAN, usual=(2, 20_000)),
        Column("payment_status", "到账标志", CODE, required=True),
    ),
    issued_by="insurance",
    employers=(UNIT,),
    people=(Person(number="person_id", member_id="member_id", folded="paying_member"),),
)
