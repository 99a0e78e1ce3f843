"""参保单位信息, delivered by 人社局 / 医保局."""

from sources.source import AREA, CODE, DATE, TEXT, USCC, Column, Employer, Source

INSURED_UNIT = Source(
    name="insured_unit",
    title="参保单位信息",
    department="人社局 / 医保局",
    key=("insured_unit_id", "insurance"),
    columns=(
        Column("insured_unit_id", "单位编号", TEXT, also=("AAB001",), required=True),
        Column("employer_name", "单位名称", TEXT, also=("AAB004",), required=True),
        Column("uscc", "统一社会信用代码", USCC, also=("BAB010", "AAB003")),
        Column("taxpayer_id", "纳税人识别号", TEXT),
        Column("insurance", "险种类型", CODE, also=("AAE140",), required=True),
        Column("unit_status", "单位参保状态", CODE, also=("AAB051",), required=True),
        Column("enrolled_on", "参保日期", DATE, also=("AAC030",)),
        Column("legal_person_name", "法定代表人", TEXT),
        Column("address", "单位地址", TEXT),
        Column("phone", "联系电话", TEXT),
        # 市本级, 盐南, 开发区 …: targets are set by it
        Column("handled_by", "经办机构", TEXT, also=("AAA027", "统筹区")),
        Column("area", "区划代码", AREA),
    ),
    issued_by="insurance",
    employers=(
        Employer(
            number=("insured_unit_id",),
            name="employer_name",
            uscc="uscc",
            taxpayer_id="taxpayer_id",
            prints=("legal_person_name", "address", "phone", "area"),
            opened_on="enrolled_on",
            is_register=True,
            preference=3,
        ),
    ),
)
