"""入户调查结果, delivered by 乡镇街道; what `yingbao feedback` takes back of 入户调查表 becomes rows of it."""

from sources.source import CODE, DATE, ID_NUMBER, TEXT, Column, Person, Source

PERSON_SURVEY = Source(
    name="person_survey",
    title="入户调查结果",
    department="乡镇街道",
    key=("person_id", "surveyed_on"),
    columns=(
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column(
            "pension_said",
            "参保情况",
            CODE,
            required=True,
            words="没有参保 本地职工养老 本地居民养老 外地职工养老 外地居民养老 "
            "机关养老 已领养老金 外地已领养老金 没有见到本人",
        ),
        Column("elsewhere_place", "参保地", TEXT),
        Column("work_said", "就业状态", CODE, words="单位就业 灵活就业 个体经营 务农 外出务工 在校学生 没有就业"),
        Column("surveyed_on", "调查日期", DATE, required=True),
    ),
    people=(Person(number="person_id", name="person_name"),),
)
