"""市场主体与机构登记信息, delivered by 市场监管局 / 行政审批局 / 民政局 / 编办."""

from sources.source import AREA, CODE, COUNT, DATE, ID_NUMBER, TEXT, USCC, Column, Employer, Source

BUSINESS = Source(
    name="business",
    title="市场主体与机构登记信息",
    department="市场监管局 / 行政审批局 / 民政局 / 编办",
    key=("uscc", "registration_no"),
    columns=(
        Column("uscc", "统一社会信用代码", USCC, also=("UNISCID",)),
        Column("registration_no", "注册号", TEXT, also=("REGNO",)),  # 15 digits, older registrations
        Column("employer_name", "企业名称", TEXT, also=("主体名称", "ENTNAME"), required=True),
        Column(
            "business_kind",
            "市场主体类型",
            CODE,
            required=True,
            words="企业 分支机构 个体工商户 农民专业合作社 合伙企业 个人独资 社会团体 民办非企业 事业单位 机关",
        ),
        Column("parent_uscc", "隶属企业信用代码", USCC),  # head office of a branch
        Column("converted_from", "个转企原注册号", TEXT, is_number_of_employer=True),
        Column("legal_person_name", "法定代表人", TEXT),
        Column("legal_person_id", "法定代表人证件号码", ID_NUMBER),
        Column("industry", "行业代码", TEXT),
        Column("founded_on", "成立日期", DATE, required=True),
        Column("business_status", "登记状态", CODE, required=True),
        Column("closed_on", "注销吊销日期", DATE),
        Column("address", "住所", TEXT),
        Column("area", "区划代码", AREA),
        Column("headcount", "从业人数", COUNT),
        Column("phone", "联系电话", TEXT),
    ),
    employers=(
        Employer(
            number=("uscc", "registration_no"),
            name="employer_name",
            uscc="uscc",
            registration_no="registration_no",
            prints=(
                *("legal_person_name", "legal_person_id", "address", "phone", "industry", "area"),
                *("parent_uscc", "is_sole_trader", "is_operating"),
            ),
            opened_on="founded_on",
            kind="business_kind",
            is_register=True,
            has_former_names=True,
            preference=1,
        ),
    ),
)
