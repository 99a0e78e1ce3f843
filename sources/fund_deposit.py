"""公积金缴存明细, delivered by 住房公积金管理中心."""

from sources.source import ID_NUMBER, MONTH, TEXT, USCC, YUAN, Column, Employer, Person, Source

DEPOSITOR = Employer(number=("fund_unit_id",), name="employer_name", uscc="uscc", preference=5)

FUND_DEPOSIT = Source(
    name="fund_deposit",
    title="公积金缴存明细",
    department="住房公积金管理中心",
    key=("fund_unit_id", "person_id", "period"),
    adds_up=True,
    columns=(
        Column("fund_unit_id", "单位账号", TEXT, required=True),
        Column("employer_name", "单位名称", TEXT, required=True),
        Column("uscc", "统一社会信用代码", USCC),
        Column("person_id", "证件号码", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column("period", "汇缴年月", MONTH, required=True),
        Column("base_yuan", "缴存基数", YUAN, largest=True, usual=(500, 60_000)),
    ),
    employers=(DEPOSITOR,),
    people=(Person(number="person_id", name="person_name", employer=DEPOSITOR),),
)
