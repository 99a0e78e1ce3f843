"""困难群体名单, delivered by 民政局 / 残联 / 扶贫办(农业农村局)."""

from sources.source import AREA, CODE, DATE, ID_NUMBER, TEXT, Column, Person, Source

HARDSHIP = Source(
    name="hardship",
    title="困难群体名单",
    department="民政局 / 残联 / 扶贫办(农业农村局)",
    key=("person_id", "hardship_kind"),
    columns=(
        Column("person_id", "身份证号", ID_NUMBER, required=True),
        Column("person_name", "姓名", TEXT, required=True),
        Column(
            "hardship_kind",
            "困难类别",
            CODE,
            required=True,
            words="低保 特困 低收入 重度残疾 建档立卡 返贫致贫 医疗救助",
        ),
        Column("starts_on", "认定日期", DATE),
        Column("ends_on", "退出日期", DATE),
        Column("area", "村居代码", AREA),
    ),
    is_secret=True,
    is_roster=True,
    people=(Person(number="person_id", name="person_name", area="area", preference=2),),
)
