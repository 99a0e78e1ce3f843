"""在校学生信息, delivered by 教育局."""

from sources.source import CODE, DATE, ID_NUMBER, TEXT, Column, Person, Source

STUDENT = Source(
    name="student",
    title="在校学生信息",
    department="教育局",
    key=("person_id",),
    columns=(
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("school_name", "学校名称", TEXT),
        Column("enrolled_on", "入学日期", DATE),
        Column("graduates_on", "预计毕业日期", DATE),
        Column("student_status", "学籍状态", CODE, required=True, words="在读 休学 毕业 退学"),
    ),
    is_roster=True,
    people=(Person(number="person_id", name="person_name", preference=3),),
)
