"""全市人口基本信息, delivered by 公安局."""

from sources.source import AREA, CODE, DATE, GB_3304, ID_NUMBER, TEXT, Column, Person, Source

RESIDENT = Source(
    name="resident",
    title="全市人口基本信息",
    department="公安局",
    key=("person_id",),
    columns=(
        Column(
            "person_id", "公民身份号码", ID_NUMBER, also=("身份证号", "身份证号码", "GMSFHM", "AAC002"), required=True
        ),
        Column("person_name", "姓名", TEXT, also=("XM", "AAC003"), required=True),
        Column("former_name", "曾用名", TEXT, also=("CYM",)),
        Column("sex", "性别", CODE, also=("XB", "AAC004")),
        Column("ethnicity", "民族", TEXT, also=("MZ", "AAC005"), standard=GB_3304),
        Column("birth_date", "出生日期", DATE, also=("CSRQ", "AAC006")),
        Column("registered_area", "户籍地区划代码", AREA, also=("HJSZD",), required=True),
        Column("registered_address", "户籍地址", TEXT, also=("HKXZ",)),
        Column("living_area", "居住地区划代码", AREA, also=("JZD",)),
        Column("living_address", "现住址", TEXT, also=("JZXZ",)),
        Column("household_id", "户号", TEXT),
        Column("hukou_kind", "户口性质", CODE, also=("AAC009",)),
        Column("resident_status", "人员状态", CODE, also=("ZXZT",), required=True),
        Column("status_date", "状态日期", DATE),
        Column("phone", "联系电话", TEXT, also=("手机号",)),
    ),
    people=(
        Person(
            number="person_id",
            name="person_name",
            former_name="former_name",
            sex="sex",
            birth_date="birth_date",
            phone="phone",
            area="registered_area",
        ),
    ),
)
