"""现役军人信息, delivered by 退役军人事务局."""

from sources.source import DATE, ID_NUMBER, TEXT, Column, Person, Source

SOLDIER = Source(
    name="soldier",
    title="现役军人信息",
    department="退役军人事务局",
    key=("person_id",),
    columns=(
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("starts_on", "入伍日期", DATE, required=True),
        Column("ends_on", "退役日期", DATE),
    ),
    is_secret=True,
    is_roster=True,
    people=(Person(number="person_id", name="person_name"),),
)
