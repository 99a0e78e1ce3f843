"""新就业形态人员职业伤害保障名单, delivered by 人社局 / 平台企业."""

from sources.source import DATE, ID_NUMBER, TEXT, Column, Person, Source

RIDER_COVER = Source(
    name="rider_cover",
    title="新就业形态人员职业伤害保障名单",
    department="人社局 / 平台企业",
    key=("person_id", "platform"),
    columns=(
        Column("person_id", "证件号码", ID_NUMBER, also=("身份证号",), required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("platform", "平台名称", TEXT),
        Column("starts_on", "开始日期", DATE),
        Column("ends_on", "结束日期", DATE),
    ),
    people=(Person(number="person_id", name="person_name", preference=4),),
)
