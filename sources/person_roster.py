"""其他人员名单, delivered by 各部门."""

from sources.source import CODE, DATE, ID_NUMBER, TEXT, Column, Person, Source

PERSON_ROSTER = Source(
    name="person_roster",
    title="其他人员名单",
    department="各部门",
    key=("person_id", "roster_kind"),
    columns=(
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column(
            "roster_kind",
            "名单类别",
            CODE,
            required=True,
            words="转移就业 外出务工 种养殖大户 村(居)干部 公益性岗位 网格员 体检居民 就业困难 编外聘用 出国",
        ),
        Column("starts_on", "起始日期", DATE),
        Column("ends_on", "截止日期", DATE),
    ),
    is_roster=True,
    people=(Person(number="person_id", name="person_name", preference=4),),
)
