"""包保责任表, delivered by 人社局 / 乡镇街道: which cadre answers for which employer or village (武义 三(三)4)."""

from sources.source import AREA, CODE, DATE, TEXT, USCC, Column, Employer, Source

BOND = Source(
    name="bond",
    title="包保责任表",
    department="人社局 / 乡镇街道",
    key=("bond_kind", "employer_name", "uscc", "area", "village_name", "cadre_name", "starts_on"),
    columns=(
        Column("cadre_name", "干部姓名", TEXT, also=("包保干部", "联系干部", "包保人"), required=True),
        Column("cadre_unit", "干部单位", TEXT, also=("所在单位", "工作单位"), required=True),
        Column("cadre_phone", "干部电话", TEXT, also=("联系电话", "电话")),
        Column("bond_kind", "包保类型", CODE, required=True, words="企业 村"),
        Column("employer_name", "单位名称", TEXT, also=("企业名称", "包保企业")),
        Column("uscc", "统一社会信用代码", USCC),
        Column("area", "区划代码", AREA),
        Column("village_name", "村（社区）名称", TEXT, also=("村名", "包保村")),
        Column("starts_on", "起始日期", DATE, required=True),
        Column("ends_on", "截止日期", DATE),
    ),
    employers=(Employer(name="employer_name", uscc="uscc"),),
)
