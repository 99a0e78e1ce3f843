"""新开工工程建设项目, delivered by 住建局 / 交通局."""

from sources.source import AREA, DATE, TEXT, USCC, YUAN, Column, Employer, Source

CONSTRUCTION_PROJECT = Source(
    name="construction_project",
    title="新开工工程建设项目",
    department="住建局 / 交通局",
    key=("project_id",),
    columns=(
        Column("project_id", "项目编号", TEXT, required=True),
        Column("project_name", "项目名称", TEXT, required=True),
        Column("employer_name", "施工单位", TEXT, required=True),
        Column("uscc", "施工单位信用代码", USCC),
        Column("starts_on", "开工日期", DATE, required=True),
        Column("ends_on", "计划竣工日期", DATE),
        Column("price_yuan", "合同造价", YUAN, usual=(10_000, 10_000_000_000)),
        Column("area", "区划代码", AREA),
    ),
    employers=(Employer(name="employer_name", uscc="uscc", is_often_outside=True),),
)
