"""Values as programs and people print them: read as what they mean, told, or bad for a reason that helps."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import SOURCES
from sources.reader import marks
from sources.reader.header import spellings
from sources.reader.values import typed
from sources.source import Column
from tests.sources.conftest import Deliver, column, rejects, told
from tests.sources.test_values import declared, one

ID, X = "320923198503120018", "32092319850312019X"
NAME = Column("person_name", "姓名", "text")
NUMBER = Column("member_id", "个人编号", "text")


def told_of(text: str, column: Column) -> str | None:
    return typed(pa.array([text]), column).remarks.get(0)


@pytest.mark.parametrize("printed", ["NULL", "null", "\\N", "[NULL]", "(null)", "None", "nan", "N/A"])
def test_what_programs_write_for_nothing_is_empty_everywhere(printed: str) -> None:
    assert [one(printed, kind) for kind in ("id_number", "uscc", "date", "month", "yuan", "count", "area")] == [
        None
    ] * 7
    assert [one(printed, "text", column) for column in (NAME, NUMBER)] == [None] * 2
    assert one(printed, "code", declared("member", "insurance")) is None


@pytest.mark.parametrize("printed", ["无", "空", "暂无", "/", "—", "-", "--"])
def test_what_people_write_for_nothing_is_empty_but_in_names(printed: str) -> None:
    assert [one(printed, kind) for kind in ("id_number", "uscc", "date", "yuan")] == [None] * 4
    assert (one(printed, "text", NUMBER), one(printed, "text", NAME)) == (None, printed)
    assert one(f"{printed}1号", "text", NUMBER) == f"{printed}1号"


@pytest.mark.parametrize("printed", ["#N/A", "#VALUE!", "#DIV/0!", "####"])
def test_an_error_of_a_spreadsheet_is_told_not_empty(printed: str) -> None:
    assert [one(printed, kind) for kind in ("id_number", "date", "yuan", "text")] == [marks.ERROR] * 4


@pytest.mark.parametrize("form", ["'{}", "`{}", "‘{}", '="{}"', "=“{}”"])
def test_marks_of_text_before_a_value_do_not_count(form: str) -> None:
    assert one(form.format(ID), "id_number") == ID
    assert one(form.format("001"), "text", NUMBER) == "001"
    assert one(form.format("沈志远"), "text", NAME) == "沈志远"
    assert one(form.format("12.5"), "yuan") == Decimal("12.50")
    assert one(form.format("20240301"), "date") == date(2024, 3, 1)


def test_a_name_in_quotes_keeps_them() -> None:
    assert one("‘银桥’商贸公司", "text", NAME) == "‘银桥’商贸公司"


def test_a_number_with_a_point_is_whole_and_told() -> None:
    assert one("320923284.0", "text", NUMBER) == "320923284"
    assert "前导零可能已丢失" in (told_of("320923284.0", NUMBER) or "")
    assert (one("320923284.5", "text", NUMBER), told_of("320923284", NUMBER)) == ("320923284.5", None)
    assert (one("2.0", "text", NAME), told_of("2.0", NAME)) == ("2.0", marks.NO_NAME)


@pytest.mark.parametrize(
    "printed",
    ["32092319850312019" + char for char in "x×ⅩⅹХх✕*Ｘ"]
    + ["320923-19850312-019X", f"{X}#", f"{X}.", f"身份证号：{X}", f"身份证:{X}"],
)
def test_an_x_is_an_x_and_what_stands_around_a_number_is_not_of_it(printed: str) -> None:
    assert one(printed, "id_number") == X


@pytest.mark.parametrize(
    "printed", ["3209**********0018", "32092319850312****", "32092319850312001*", "320923●●●●●●●●0018"]
)
def test_a_masked_number_is_bad(printed: str) -> None:
    assert one(printed, "id_number") == marks.MASKED


def test_other_documents_stay_as_printed() -> None:
    assert [one(text, "id_number") for text in ("H-123", "E12345678", "张三的号")] == ["H-123", "E12345678", "张三的号"]


@pytest.mark.parametrize(
    "printed", ["锟斤拷锟斤拷", "???", "张?", "张\ufffd", "寮犱笁", "娌堝織杩\ufffd", "å¼\xa0ä¸‰", "ÕÅÈý"]
)
def test_a_broken_name_is_told_and_kept(printed: str) -> None:
    assert told_of(printed, NAME) == marks.BROKEN
    assert one(printed, "text", NAME)


@pytest.mark.parametrize("printed", ["张三", "版鸿宝", "宓鸿宝", "联通", "José", "São Paulo", "𠮷䶮", "Zoë"])
def test_a_rare_name_is_not_called_broken(printed: str) -> None:
    assert told_of(printed, NAME) is None


DATES = [
    "20240301.0", "2024-03-01 上午 12:00:00", "2024/3/1 下午 1:00", "2024/3/1 星期五", "Fri Mar 01 00:00:00 CST 2024",
    "2024-03-01T00:00:00Z", "2024-02-29T16:00:00.000Z", "2024-03-01 00:00:00+08", "2024年3月1号", "2024 03 01",
    "2024.3.1.", "2024\\3\\1", "2024、3、1", "2024-03-01T00:00:00.000+08:00",
]  # fmt: skip


@pytest.mark.parametrize("printed", DATES)
def test_a_day_is_a_day_however_a_program_prints_it(printed: str) -> None:
    assert (one(printed, "date"), one(printed, "date")) == (date(2024, 3, 1),) * 2


@pytest.mark.parametrize(
    "printed", ["长期", "至今", "0000-00-00", "0000-00-00 00:00:00", "1900-01-00", "1900/1/0", "0"]
)
def test_no_day_is_empty_without_reproach(printed: str) -> None:
    assert one(printed, "date") is None


def test_a_day_that_may_be_another_is_bad() -> None:
    assert one("2024/3/112:00:00", "date") == "不是日期"  # the 1st at 12, or the 11th at 2


def test_a_day_that_excel_counts_is_told() -> None:
    column = Column("x", "日期", "date")
    assert one("45352", "date") == date(2024, 3, 1)
    assert "Excel 序列号" in (told_of("45352", column) or "")
    assert [one(text, "date") for text in ("10958", "54789", "20241")] == ["不是日期"] * 3


@pytest.mark.parametrize(
    "printed",
    [
        "202610.0",
        "2026年10月份",
        "2026年10",
        "2026-10月",
        "2026-10-01至2026-10-31",
        "202610-202610",
        "20261001-20261031",
    ],
)
def test_a_month_is_a_month_however_it_is_printed(printed: str) -> None:
    assert one(printed, "month") == date(2026, 10, 1)


def test_a_span_of_months_is_no_month() -> None:
    assert one("2026-09-01至2026-10-31", "month") == one("202609-202610", "month") == "跨了几个月，不是一个月"


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [("(1234.50)", "-1234.50"), ("（1,234.50）", "-1234.50"), ("1234.50-", "-1234.50"), ("1 234.50", "1234.50"),
     ("+5000", "5000"), ("12.5万", "125000"), ("1万元", "10000"), ("-12.5万元", "-125000")],
)  # fmt: skip
def test_an_amount_of_an_accountant(printed: str, yuan: str) -> None:
    assert one(printed, "yuan") == Decimal(yuan)


@pytest.mark.parametrize(
    "printed", ["110-企业职工基本养老保险", "110|企业养老", "企业养老(110)", "110.0", "110 企业养老", "110-新名称"]
)
def test_a_code_with_its_label_is_the_code(printed: str) -> None:
    assert one(printed, "code", declared("member", "insurance")) == "110"


@pytest.mark.parametrize("printed", ["110-工伤保险", "工伤保险(110)", "新名称(企业)", "110企业", "119-企业养老"])
def test_a_code_that_its_label_contradicts_is_bad(printed: str) -> None:
    assert "代码没有对照" in str(one(printed, "code", declared("member", "insurance")))


def test_a_labelled_code_of_an_ignored_insurance_is_ignored() -> None:
    assert typed(pa.array(["320-公务员医疗补助"]), declared("member", "insurance")).ignored == {0}


@given(st.dates(date(1960, 1, 1), date(2049, 12, 31)), st.data())
def test_a_value_in_any_form_is_the_same_value(day: date, data: st.DataObject) -> None:
    year, month, number = day.year, day.month, day.day
    forms = [
        f"{day:%Y%m%d}", f"{day:%Y%m%d}.0", f"{day}", f"{year}/{month}/{number}", f"{year}.{month}.{number}.",
        f"{year}年{month}月{number}号", f"{day} 上午 12:00:00", f"{day}T00:00:00Z", f"'{day}", f'="{day}"',
        f"{day:%Y %m %d}", f"{year}、{month}、{number}", f"{year}\\{month}\\{number}",
        f"{day:%a %b %d 00:00:00 CST %Y}",
        str((day - date(1899, 12, 30)).days),
    ]  # fmt: skip
    assert one(data.draw(st.sampled_from(forms[: 14 + (year > 1960)])), "date") == day


def test_one_list_of_header_words_holds_for_all_extracts(deliver: Deliver) -> None:
    for name in ("person_roster", "sentence", "member", "wage", "death", "resident"):
        assert {"身份证号", "身份证号码", "公民身份号码", "证件号码"} <= {
            word for word, owner in spellings(SOURCES[name]).items() if owner == "person_id"
        }
    landed = deliver(
        "公民身份号码,姓名,名单类别\n" + f"{ID},沈?,外出务工\n{ID},周?,外出务工\n", source=SOURCES["person_roster"]
    )
    assert column(landed, "person_id") == [ID, ID]
    assert told(landed) == [(None, 2, "person_name", marks.BROKEN, 2)]


def test_a_word_of_another_extract_gives_way_to_the_declared(deliver: Deliver) -> None:
    head = "公民身份号码,姓名,户籍地区划代码,人员状态,电话,联系电话\n"
    landed = deliver(head + f"{ID},沈志远,320923001,正常,1,2\n", source=SOURCES["resident"])
    assert (column(landed, "phone"), landed.extra_columns) == (["2"], ("电话",))


def test_no_reason_holds_a_value(deliver: Deliver) -> None:
    text = "个人编号,身份证号,所属期,金额\n1,3209****0018,202401,约8765\n"
    landed: Any = deliver(text)
    assert not [reason for _, _, reason, _ in rejects(landed) if "8765" in reason or "0018" in reason]


@pytest.mark.parametrize(("printed", "read"), [("0", None), ("00000000000", None), ("051587654321", "051587654321")])
def test_zeros_are_no_telephone(printed: str, read: str | None) -> None:
    assert typed(pa.array([printed]), declared("resident", "phone")).values.to_pylist() == [read]
    assert typed(pa.array([printed]), declared("member", "member_id")).values.to_pylist() == [printed]


@pytest.mark.parametrize("sign", "×ⅩХ✕")
def test_x_in_a_credit_code_is_one_however_it_is_written(sign: str) -> None:
    found = typed(pa.array([f"91320923MA000093{sign}X"]), declared("taxpayer", "uscc")).values.to_pylist()
    assert found == ["91320923MA000093XX"]


@pytest.mark.parametrize(
    "printed",
    [
        "3209...0018",
        "320923----0018",
        "320923××××××××0018",
        "32092319850312▇▇▇▇",
        "320923XXXXXXXX0018",
        "3209231985031200**",
    ],
)
def test_however_a_number_is_hidden_it_is_no_number(printed: str) -> None:
    assert typed(pa.array([printed]), declared("resident", "person_id")).bad == {0: marks.MASKED}


@pytest.mark.parametrize(("printed", "is_told"), [("沈*远", True), ("周**", True), ("周＊", True), ("沈志远", False)])
def test_a_hidden_name_stays_and_is_told(printed: str, is_told: bool) -> None:
    found = typed(pa.array([printed]), declared("resident", "person_name"))
    assert found.remarks == ({0: marks.MASKED_NAME} if is_told else {})
    assert found.values.null_count == 0


@pytest.mark.parametrize("printed", ["张□", "张〓〓", r"\u5f20\u4e09", "%E5%BC%A0"])
def test_characters_that_were_lost_or_escaped_are_told(printed: str) -> None:
    assert typed(pa.array([printed]), declared("resident", "person_name")).remarks == {0: marks.BROKEN}


@pytest.mark.parametrize(
    ("printed", "read"), [("张&#19886;", "张䶮"), ("张&#x4DAE;", "张䶮"), ("A&amp;B", "A&B"), ("A&B", "A&B")]
)
def test_what_a_page_writes_for_a_character_is_that_character(printed: str, read: str) -> None:
    found = typed(pa.array([printed]), declared("resident", "person_name"))
    assert (found.values.to_pylist(), found.remarks) == ([read], {})


@pytest.mark.parametrize(
    ("printed", "is_told"),
    [("32092319850312001", True), ("3209231985031200188", True), ("32O923198503120018", True), ("E12345678", False),
     ("320923198503120018/320923198503120026", True), ("320923850312001", False), ("H1234567801", False)],
)  # fmt: skip
def test_a_number_of_odd_length_stays_and_is_told(printed: str, is_told: bool) -> None:
    found = typed(pa.array([printed]), declared("resident", "person_id"))
    assert (found.values.to_pylist(), bool(found.remarks)) == ([printed], is_told)


@pytest.mark.parametrize(("empty", "is_told"), [(1, False), (2, True)])
def test_a_required_column_that_only_the_first_row_has_is_told(empty: int, is_told: bool, deliver: Deliver) -> None:
    lines = "".join(f"{number},a,{'' if number < empty else '202401'},5\n" for number in range(5))
    found = told(deliver("个人编号,身份证号,所属期,金额\n" + lines))
    assert found == ([(None, 2, "period", marks.EMPTY, empty)] if is_told else [])


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("二〇二四年三月一日", date(2024, 3, 1)), ("二○二四年十二月三十一日", date(2024, 12, 31)),
        ("二零二四年十月二十日", date(2024, 10, 20)), ("2024年元月5日", date(2024, 1, 5)),
        ("45352.5", date(2024, 3, 1)), ("二〇二四年正月初五", None), ("甲辰年三月一日", None),
    ],
)  # fmt: skip
def test_a_day_written_in_han_numbers_is_that_day(printed: str, day: date | None) -> None:
    assert one(printed, "date") == (day or "不是日期")


def test_so_is_a_month() -> None:
    assert [one(text, "month") for text in ("二〇二六年十月", "2026年十月份", "二〇二六年十月五日")] == [
        date(2026, 10, 1)
    ] * 3
    assert [one(text, "month") for text in ("十月", "2026年正月", "Oct-26")] == ["不是年月"] * 3


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [("RMB5,000", "5000"), ("人民币5000元整", "5000"), ("CNY 5000", "5000"), ("5000元整", "5000"), ("$5000", None),
     ("5000CR", None), ("伍仟元整", None), ("USD5000", None)],
)  # fmt: skip
def test_an_amount_with_its_currency_is_yuan_or_bad(printed: str, yuan: str | None) -> None:
    assert one(printed, "yuan") == (Decimal(yuan) if yuan else "不是金额")


@pytest.mark.parametrize(
    "printed", ["320923198503120042(旧)", "320923l98503120042", "32O923198503120018", "320923198503120018及本人"]
)
def test_what_is_nearly_an_id_number_is_told(printed: str) -> None:
    assert told_of(printed, Column("person_id", "身份证号", "id_number")) == marks.ODD_LENGTH


@pytest.mark.parametrize(
    ("printed", "is_told"),
    [("周雪梅(已故)", True), ("周雪梅（曾用名周小梅）", True), ("周雪梅", False), ("ALI (JR)", False)],
)
def test_a_note_behind_a_persons_name_stays_and_is_told(printed: str, is_told: bool) -> None:
    assert (told_of(printed, Column("person_name", "姓名", "text")) == marks.NOTED_NAME) is is_told
    assert told_of(printed, Column("employer_name", "单位名称", "text")) is None


@pytest.mark.parametrize(
    ("printed", "remark"),
    [
        ("张三、李四", marks.SEVERAL_NAMES), ("张三，李四", marks.SEVERAL_NAMES), ("张三/李四", marks.SEVERAL_NAMES),
        ("1", marks.NO_NAME), (".", marks.NO_NAME), ("-", marks.NO_NAME), ("——", marks.NO_NAME), ("。", marks.NO_NAME),
        ("???", marks.BROKEN), ("张三", None), ("阿依古丽·买买提", None), ("㐂子", None),
        ("O'BRIEN, ANN", None), ("", None), ("1" * 14, marks.NO_NAME), ("1" * 15, None),
    ],
)  # fmt: skip
def test_a_cell_with_several_names_or_none_is_read_and_told(printed: str, remark: str | None) -> None:
    assert told_of(printed, Column("person_name", "姓名", "text")) == remark
