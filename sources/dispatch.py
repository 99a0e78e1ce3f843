"""劳务派遣用工备案, delivered by 人社局."""

from sources.source import DATE, ID_NUMBER, USCC, Column, Employer, Person, Source

AGENCY = Employer(number=("agency_uscc",), uscc="agency_uscc")
HOST = Employer(number=("host_uscc",), uscc="host_uscc")

DISPATCH = Source(
    name="dispatch",
    title="劳务派遣用工备案",
    department="人社局",
    key=("agency_uscc", "host_uscc", "person_id", "starts_on"),
    columns=(
        Column("agency_uscc", "派遣单位信用代码", USCC, required=True),
        Column("host_uscc", "用工单位信用代码", USCC, required=True),
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("starts_on", "起始日期", DATE, required=True),
        Column("ends_on", "截止日期", DATE),
    ),
    employers=(AGENCY, HOST),
    people=(Person(number="person_id", employer=HOST, is_staff=False),),
)
