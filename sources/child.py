"""0-7岁预防接种儿童信息, delivered by 卫健委."""

from sources.source import AREA, CODE, DATE, ID_NUMBER, TEXT, Column, Person, Source

CHILD = Source(
    name="child",
    title="0-7岁预防接种儿童信息",
    department="卫健委",
    key=("person_id",),
    columns=(
        Column("person_id", "儿童身份证号", ID_NUMBER),  # new babies may have none yet
        Column("person_name", "儿童姓名", TEXT, required=True),
        Column("sex", "性别", CODE),
        Column("birth_date", "出生日期", DATE, required=True),
        Column("guardian_id", "监护人身份证号", ID_NUMBER),
        Column("guardian_name", "监护人姓名", TEXT),
        Column("area", "村居代码", AREA),
        Column("phone", "联系电话", TEXT),
    ),
    is_roster=True,
    people=(
        Person(
            number="person_id",
            name="person_name",
            sex="sex",
            birth_date="birth_date",
            phone="phone",
            area="area",
            preference=2,
        ),
    ),
)
