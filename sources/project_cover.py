"""工程项目工伤保险参保, delivered by 人社局."""

from sources.source import DATE, TEXT, Column, Employer, Source

PROJECT_COVER = Source(
    name="project_cover",
    title="工程项目工伤保险参保",
    department="人社局",
    key=("cover_id",),
    columns=(
        Column("cover_id", "参保编号", TEXT, required=True),
        Column("project_id", "项目编号", TEXT),  # often empty: match on the project's name
        Column("project_name", "项目名称", TEXT, required=True),
        Column("employer_name", "施工单位", TEXT),
        Column("starts_on", "参保日期", DATE, required=True),
        Column("ends_on", "截止日期", DATE),
    ),
    employers=(Employer(name="employer_name"),),
)
