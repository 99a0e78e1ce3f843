"""殡葬与死亡信息, delivered by 民政局 / 卫健委."""

from sources.source import DATE, ID_NUMBER, TEXT, Column, Person, Source

DEATH = Source(
    name="death",
    title="殡葬与死亡信息",
    department="民政局 / 卫健委",
    key=("person_id",),
    columns=(
        Column("person_id", "身份证号码", ID_NUMBER, also=("死者身份证号", "AAC002"), required=True),
        Column("person_name", "姓名", TEXT, also=("死者姓名",), required=True),
        Column("died_on", "死亡日期", DATE, also=("AAE138", "火化日期"), required=True),
    ),
    is_roster=True,
    people=(Person(number="person_id", name="person_name"),),
)
