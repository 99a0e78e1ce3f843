"""入企调查结果, delivered by 开发区 / 乡镇街道."""

from sources.source import AREA, COUNT, DATE, TEXT, USCC, Column, Employer, Source

UNIT_SURVEY = Source(
    name="unit_survey",
    title="入企调查结果",
    department="开发区 / 乡镇街道",
    key=("employer_name", "surveyed_on"),
    columns=(
        Column("employer_name", "单位名称", TEXT, required=True),
        Column("uscc", "统一社会信用代码", USCC),
        Column("headcount", "实际用工人数", COUNT, required=True),
        Column("surveyed_on", "调查日期", DATE, required=True),
        Column("area", "区划代码", AREA),
    ),
    employers=(Employer(name="employer_name", uscc="uscc", prints=("area",), preference=7),),
)
