"""纳税人登记信息, delivered by 税务局."""

from sources.source import AREA, CODE, DATE, ID_NUMBER, TEXT, USCC, Column, Employer, Source

TAXPAYER = Source(
    name="taxpayer",
    title="纳税人登记信息",
    department="税务局",
    key=("taxpayer_id",),
    columns=(
        # 15 (6 area + 9 organisation code), 18 (USCC) or 20 (ID + 2)
        Column("taxpayer_id", "纳税人识别号", TEXT, also=("NSRSBH",), required=True),
        Column("uscc", "社会信用代码", USCC, also=("SHXYDM",)),
        Column("employer_name", "纳税人名称", TEXT, also=("NSRMC",), required=True),
        Column(
            "taxpayer_kind",
            "登记注册类型",
            CODE,
            also=("DJZCLX_DM",),
            words="企业 个体工商户 合伙企业 社会团体 民办非企业 机关事业 其他",
        ),
        Column("taxpayer_status", "纳税人状态", CODE, also=("NSRZT_DM",), required=True),
        Column("industry", "行业代码", TEXT, also=("HY_DM",)),  # GB/T 4754
        Column("legal_person_name", "法定代表人", TEXT, also=("FDDBRXM",)),
        Column("legal_person_id", "法定代表人证件号码", ID_NUMBER),
        Column("address", "生产经营地址", TEXT, also=("SCJYDZ", "ZCDZ")),
        Column("phone", "联系电话", TEXT),
        Column("registered_on", "登记日期", DATE),
        Column("area", "街道乡镇代码", AREA, also=("JDXZ_DM",)),
    ),
    employers=(
        Employer(
            number=("taxpayer_id",),
            name="employer_name",
            uscc="uscc",
            taxpayer_id="taxpayer_id",
            prints=(
                *("legal_person_name", "legal_person_id", "address", "phone", "industry", "area"),
                *("is_sole_trader", "is_operating"),
            ),
            opened_on="registered_on",
            kind="taxpayer_kind",
            is_register=True,
            preference=2,
        ),
    ),
)
