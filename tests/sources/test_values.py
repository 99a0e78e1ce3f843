"""What a printed value means, type by type."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.text import HAN, fold, fold_all, shape
from sources import SOURCES
from sources.reader import marks, values
from sources.reader.values import NUMBER_CELL, typed
from sources.source import Column


def declared(extract: str, name: str) -> Column:
    return next(column for column in SOURCES[extract].columns if column.name == name)


def one(text: str | None, type_name: str, column: Column | None = None) -> Any:
    """The typed value, or the reason why not."""
    result = typed(pa.array([text], pa.string()), column or Column("x", "某列", type_name))
    return result.bad.get(0, result.values.to_pylist()[0])


@pytest.mark.parametrize(
    "printed",
    [
        "20240131",
        "2024-01-31",
        "2024-1-31",
        "2024/1/31",
        "2024.1.31",
        "2024年1月31日",
        "２０２４年１月３１日",
        "2024-01-31 00:00:00",
        "2024-01-31T12:30:59.5",
        "2024/1/31 8:05",
        "20240131123059",
        " 2024-01-31 ",
    ],
)
def test_a_date_is_read_in_every_printed_form(printed: str) -> None:
    assert one(printed, "date") == date(2024, 1, 31)


@pytest.mark.parametrize("printed", ["9999-12-31", "99991231", "", " ", "\u3000", None])
def test_an_open_end_and_an_empty_cell_are_null(printed: str | None) -> None:
    assert one(printed, "date") is None


@pytest.mark.parametrize("printed", ["2023-02-30", "20230229", "2024-13-01", "2024-00-10"])
def test_a_day_that_no_calendar_has_is_bad(printed: str) -> None:
    assert one(printed, "date") == "日历上没有这一天"


@pytest.mark.parametrize(
    "printed", ["20241", "99999", "2024", "31/01/2024", "3/1/2024", "24.3.1", "2024年3月", "2024-01/31", "昨天"]
)
def test_what_is_no_date_is_bad(printed: str) -> None:
    assert one(printed, "date") == "不是日期"


@given(
    st.dates(), st.sampled_from(["{:%Y}-{:%m}-{:%d}", "{:%Y}{:%m}{:%d}", "{:%Y}/{:%m}/{:%d}", "{:%Y}年{:%m}月{:%d}日"])
)
def test_every_day_reads_back(day: date, form: str) -> None:
    year, month, number = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    text = form.replace("{:%Y}", year).replace("{:%m}", month).replace("{:%d}", number)
    assert one(text, "date") == (None if day == date(9999, 12, 31) else day)
    if day.year < 9999:
        assert one(text, "month") == day.replace(day=1)


@pytest.mark.parametrize(
    "printed",
    ["202401", "2024-01", "2024-1", "2024/1", "2024.01", "2024年1月", "2024-01-31", "20240131", "2024年1月31日"],
)
def test_a_month_is_its_first_day(printed: str) -> None:
    assert one(printed, "month") == date(2024, 1, 1)


def test_a_month_that_may_be_another_is_bad() -> None:
    assert one("2024.1", "month") == "不是年月"  # October, as a spreadsheet shortens 2024.10?
    assert one("202413", "month") == "日历上没有这个月"


def test_years_counts_and_areas() -> None:
    assert [one(text, "year") for text in ("2024", "2024年", "24")] == [2024, 2024, "不是年份"]
    assert [one(text, "count") for text in ("1,234", "12人", "7.0", "0")] == [1234, 12, 7, 0]
    assert [one(text, "count") for text in ("1.5", "约10", "-1")] == ["不是整数"] * 3
    assert [one(text, "area") for text in ("320923", "320923100", "320923100001")] == [
        "320923",
        "320923100",
        "320923100001",
    ]
    assert one("3209", "area") == "区划代码不是6、9或12位数字"


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [
        ("1,234.5", "1234.50"),
        ("１，２３４．５", "1234.50"),
        ("¥1234.5", "1234.50"),
        ("￥ 1,234.50元", "1234.50"),
        ("-12", "-12.00"),
        ("-¥12", "-12.00"),
        ("1.2E+3", "1200.00"),
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("1.004999", "1.00"),
        (".5", "0.50"),
        ("5.", "5.00"),
        ("0", "0.00"),
    ],
)
def test_an_amount_is_rounded_half_up_to_cents(printed: str, yuan: str) -> None:
    assert one(printed, "yuan") == Decimal(yuan)


@pytest.mark.parametrize("printed", ["abc", "1,23", "1.2.3", "12 34", "--1", "-1-", "(-1)", "(1", "约1", "1,0000"])
def test_an_amount_that_is_no_number_is_bad(printed: str) -> None:
    assert one(printed, "yuan") == "不是金额"


def test_an_amount_beyond_any_ledger_is_bad() -> None:
    assert one("9" * 16, "yuan") == one("1E+99", "yuan") == "金额过大"


@given(st.decimals(-(10**14), 10**14, allow_nan=False, places=4), st.booleans())
def test_every_amount_reads_back(amount: Decimal, separated: bool) -> None:
    text = f"{amount:,f}" if separated else f"{amount:f}"
    assert one(text, "yuan") == amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_document_numbers_lose_blanks_and_gain_capitals() -> None:
    assert one(" ３２0923 19900101 123x ", "id_number") == "32092319900101123X"
    assert one("'320923", "id_number") == "320923"
    assert one("91320923ma1nxxxx0k", "uscc") == "91320923MA1NXXXX0K"
    assert one("H-123", "id_number") == "H-123"


@pytest.mark.parametrize("type_name", ["id_number", "uscc", "text"])
@pytest.mark.parametrize("printed", ["3.20923E+17", "3.20923199001E17", "3E+17", "320923199001011000.0"])
def test_a_number_in_scientific_notation_has_lost_its_digits(type_name: str, printed: str) -> None:
    assert one(printed, type_name) == "科学计数法，末位数字已丢失"


def test_a_number_cell_is_bad_where_digits_may_be_lost() -> None:
    assert one(f"{NUMBER_CELL}15", "id_number") == "数字单元格，末位数字已丢失"
    assert one(f"{NUMBER_CELL}1234567890123456", "text") == "数字单元格，末位数字已丢失"
    assert one(f"{NUMBER_CELL}123456789012345", "text") == "123456789012345"


def test_names_keep_their_rare_characters_and_lose_what_nobody_means() -> None:
    assert one("张\u3000三\ufeff", "text") == "张三"
    assert one("𠮷 䶮\u200b", "text") == "𠮷䶮"
    assert [one(f"阿里木{dot}买买提", "text") for dot in "•・‧∙⋅･·"] == ["阿里木·买买提"] * 7
    assert one("  John \u00a0 Smith ", "text") == "John Smith"
    assert one("阜宁（集团）公司", "text") == "阜宁(集团)公司"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert not (HAN.search(folded) and " " in folded)
    lost = ("科学计数法，末位数字已丢失", "数字单元格，末位数字已丢失", marks.ERROR)
    if folded[:1] not in "'`=‘’“" and folded.lower() not in marks.NOTHING:
        assert one(text, "text", Column("x_name", "名称", "text")) in (folded or None, *lost)


@given(st.lists(st.text(st.characters() | st.sampled_from("\ufdd1（ａ •\u3000\ufeff张")), min_size=1))
def test_folding_many_is_folding_each(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


def test_codes_are_mapped_dropped_or_named_by_their_shape() -> None:
    assert (
        one("居民养老", "code", declared("member", "insurance"))
        == one("170", "code", declared("member", "insurance"))
        == "170"
    )
    assert one("存续（在营、开业、在册）", "code", declared("business", "business_status")) == "存续"
    assert one("99", "code", declared("member", "insurance")) == "代码没有对照，形如“99”"
    assert typed(pa.array(["大额医疗"]), declared("member", "insurance")).ignored == {0}
    assert one("外出务工", "code", declared("person_roster", "roster_kind")) == "外出务工"
    assert one("外出务工", "code", declared("unit_roster", "roster_kind")) == "代码没有对照，形如“字字字字”"


def test_a_shape_tells_nothing_but_the_kind() -> None:
    assert shape("320923A张三") == "9999…A字字"


def test_ethnic_groups_have_one_name() -> None:
    assert [one(text, "text", declared("resident", "ethnicity")) for text in ("01", "汉", "HA", "汉族", "穿青人")] == [
        "汉族"
    ] * 4 + ["穿青人"]


@given(st.lists(st.text(max_size=8), min_size=1), st.sampled_from(sorted(values.ARROW)))
def test_no_value_makes_the_reader_fail(texts: list[str], type_name: str) -> None:
    column = declared("member", "insurance") if type_name == "code" else Column("x", "某列", type_name)
    result = typed(pa.array(texts, pa.string()), column)
    assert len(result.values) == len(texts)
    assert all(result.values[position].as_py() is None for position in result.bad)


def test_dates_far_apart_stay_apart() -> None:
    days = [date(1900, 1, 1) + timedelta(days=step * 97) for step in range(500)]
    result = typed(pa.array([day.isoformat() for day in days]), Column("x", "某列", "date"))
    assert result.values.to_pylist() == days
