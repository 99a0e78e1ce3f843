"""个人所得税扣缴申报明细, delivered by 税务局."""

from sources.source import CODE, ID_NUMBER, MONTH, TEXT, YUAN, Column, Employer, Person, Source

PAYER = Employer(number=("taxpayer_id",), name="employer_name", taxpayer_id="taxpayer_id", preference=4)

WAGE = Source(
    name="wage",
    title="个人所得税扣缴申报明细",
    department="税务局",
    key=("taxpayer_id", "person_id", "income_kind", "period"),
    adds_up=True,
    columns=(
        Column("taxpayer_id", "扣缴义务人识别号", TEXT, also=("NSRSBH",), required=True),
        Column("employer_name", "扣缴义务人名称", TEXT),
        Column("document_kind", "证件类型", CODE, also=("SFZJLX_DM",)),
        Column("person_id", "证件号码", ID_NUMBER, also=("SFZJHM",), required=True),
        Column("person_name", "姓名", TEXT, also=("XM",), required=True),
        Column("income_kind", "所得项目", CODE, also=("GRSDSSDXM_DM",), required=True),
        Column("period", "税款所属期", MONTH, also=("SKSSQ_Z",), required=True),
        Column("income_yuan", "收入额", YUAN, also=("SRE", "本期收入"), required=True, usual=(300, 100_000)),
    ),
    employers=(PAYER,),
    people=(Person(number="person_id", name="person_name", employer=PAYER, preference=3),),
)
