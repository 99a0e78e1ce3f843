"""确认劳动关系的生效法律文书, delivered by 法院 / 劳动监察 / 仲裁."""

from sources.source import DATE, ID_NUMBER, TEXT, USCC, Column, Employer, Person, Source

EMPLOYER = Employer(name="employer_name", uscc="uscc", is_often_outside=True)

LABOUR_RULING = Source(
    name="labour_ruling",
    title="确认劳动关系的生效法律文书",
    department="法院 / 劳动监察 / 仲裁",
    key=("ruling_id", "person_id"),
    columns=(
        Column("ruling_id", "文书号", TEXT, required=True),
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("employer_name", "用人单位", TEXT, required=True),
        Column("uscc", "统一社会信用代码", USCC),
        Column("starts_on", "劳动关系起", DATE, required=True),
        Column("ends_on", "劳动关系止", DATE),
    ),
    employers=(EMPLOYER,),
    people=(Person(number="person_id", name="person_name", employer=EMPLOYER, preference=4),),
)
