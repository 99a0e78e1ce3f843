"""相邻地区参保比对结果: what the homes of other regions know of people who are known here, too.

`yingbao exchange` makes it from their published databases; a region whose home lies on another machine may deliver it.
It stands apart from `insured_elsewhere`: the ministry's report is of all other places, this one of some, so that it
does not stand in where the report is missing, and a row of one never takes the place of a row of the other.
"""

from sources.source import AREA, CODE, COUNT, ID_NUMBER, MONTH, TEXT, Column, Person, Source

INSURED_NEARBY = Source(
    name="insured_nearby",
    title="相邻地区参保比对结果",
    department="相邻地区人社局 / 医保局",
    key=("person_id", "insurance", "nearby_area"),
    columns=(
        Column("person_id", "社会保障号码", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("insurance", "险种类型", CODE, required=True),
        # A name and a header of its own: a file of `insured_elsewhere` is known by its area's.
        Column("nearby_area", "相邻地区区划代码", AREA, required=True, is_elsewhere=True),
        Column("member_status", "人员参保状态", CODE, required=True),
        Column("last_paid_in", "最近缴费月", MONTH),
        Column("retired", "离退休标志", CODE, also=("AAC084",)),
        Column("paid_months", "累计缴费月数", COUNT),
    ),
    people=(Person(number="person_id", name="person_name"),),
)
