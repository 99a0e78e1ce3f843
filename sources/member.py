"""参保人员信息, delivered by 人社局 / 医保局."""

from sources.source import AREA, CODE, COUNT, DATE, ID_NUMBER, TEXT, YUAN, Column, Employer, Person, Source

UNIT = Employer(number=("insured_unit_id",), of="insured_unit")

MEMBER = Source(
    name="member",
    title="参保人员信息",
    department="人社局 / 医保局",
    key=("member_id", "insurance", "insured_unit_id", "enrolled_on"),
    columns=(
        Column("member_id", "个人编号", TEXT, also=("AAC001", "AAC999"), required=True),
        Column(
            "person_id", "社会保障号码", ID_NUMBER, also=("AAC002", "公民身份号码"), required=True, unless="member_id"
        ),
        Column("person_name", "姓名", TEXT, also=("AAC003",), required=True),
        Column("insurance", "险种类型", CODE, also=("AAE140",), required=True),
        # empty for residents and flexible workers
        Column("insured_unit_id", "单位编号", TEXT, also=("AAB001",)),
        Column("member_kind", "参保身份", CODE, words="单位职工 灵活就业 城乡居民"),
        Column("member_status", "人员参保状态", CODE, also=("AAC008",), required=True),
        Column("enrolled_on", "参保日期", DATE, also=("AAC030",)),
        Column("enrol_reason", "参保原因", CODE, words="新参保 统筹外转入 恢复缴费"),
        Column("handled_by", "经办机构", TEXT, also=("AAA027", "统筹区")),
        Column("stopped_on", "停保日期", DATE, also=("AAE031",)),
        Column("stop_reason", "停保原因", CODE, also=("AAE160",)),
        # months paid before the contribution extract begins
        Column("paid_months_before", "历史累计缴费月数", COUNT),
        Column("tier_yuan", "缴费档次", YUAN, usual=(50, 20_000)),  # residents' yearly tier
        # months that count as paid: before the scheme began, in the army
        Column("credited_months", "视同缴费月数", COUNT),
        Column("worked_from", "参加工作日期", DATE, also=("AAC007",)),
        Column("phone", "联系电话", TEXT),
        Column("area", "村居代码", AREA),
    ),
    issued_by="insurance",
    employers=(UNIT,),
    people=(
        Person(
            number="person_id",
            name="person_name",
            member_id="member_id",
            phone="phone",
            area="area",
            employer=UNIT,
            preference=1,
        ),
    ),
)
