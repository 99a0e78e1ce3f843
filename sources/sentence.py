"""社区矫正等服刑人员信息, delivered by 司法局."""

from sources.source import CODE, DATE, ID_NUMBER, TEXT, Column, Person, Source

SENTENCE = Source(
    name="sentence",
    title="社区矫正等服刑人员信息",
    department="司法局",
    key=("person_id", "starts_on"),
    columns=(
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("sentence_kind", "服刑类别", CODE, required=True, words="监禁 社区矫正"),
        Column("starts_on", "起始日期", DATE, required=True),
        Column("ends_on", "截止日期", DATE),
    ),
    is_secret=True,
    is_roster=True,
    people=(Person(number="person_id", name="person_name"),),
)
