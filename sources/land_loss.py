"""被征地农民安置人员名单, delivered by 自然资源和规划局."""

from sources.source import AREA, DATE, ID_NUMBER, TEXT, Column, Person, Source

LAND_LOSS = Source(
    name="land_loss",
    title="被征地农民安置人员名单",
    department="自然资源和规划局",
    key=("person_id", "land_batch"),
    columns=(
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("land_batch", "征地批次", TEXT, required=True),
        Column("resettled_on", "安置日期", DATE),
        Column("area", "村居代码", AREA),
    ),
    is_roster=True,
    people=(Person(number="person_id", name="person_name", area="area", preference=2),),
)
