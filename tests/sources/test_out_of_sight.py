"""What nobody sees who opens a workbook, or somebody has struck out: read, and told."""

import io
import struct
from collections.abc import Callable, Sequence
from datetime import date

import pytest
import xlsxwriter

from base import biff
from benchmarks.files import forms
from sources import SOURCES
from tests.sources.conftest import Deliver, column, told

ROSTER = SOURCES["person_roster"]
ROWS = [
    ["身份证号", "姓名", "名单类别", "起始日期"],
    ["320923198503120018", "沈志远", "外出务工", "2024-03-01"],
    ["320923198503120026", "周雪梅", "外出务工", "2024-03-01"],
    ["320923198503120034", "吴建国", "外出务工", "2024-03-01"],
]
STRUCK = "文字上有删除线（可能是划掉的人或旧内容），照样读了，请核对"
Sheet = xlsxwriter.worksheet.Worksheet
Change = Callable[[xlsxwriter.Workbook, Sheet], object]


def made(change: Change, **how: bool) -> bytes:
    """A workbook, and what was done to it afterwards."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **how}) as book:
        sheet = book.add_worksheet("表")
        for line, row in enumerate(ROWS):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
        change(book, sheet)
    return stream.getvalue()


def struck(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    for place, cell in enumerate(ROWS[2]):
        sheet.write_string(2, place, cell, book.add_format({"font_strikeout": True}))


def partly_struck(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    sheet.write_rich_string(2, 1, book.add_format({"font_strikeout": True}), "王五", book.add_format(), "周雪梅")


def hidden(_: xlsxwriter.Workbook, sheet: Sheet) -> None:
    for line in (2, 3, 9):
        sheet.set_row(line, options={"hidden": True})


def filtered(_: xlsxwriter.Workbook, sheet: Sheet) -> None:
    sheet.autofilter(0, 0, 3, 3)
    sheet.filter_column(1, "x == 沈志远")
    hidden(_, sheet)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda *_: None, []),
        (lambda book, sheet: sheet.write_string(0, 1, "姓名", book.add_format({"font_strikeout": True})), []),
        (lambda book, sheet: sheet.write_string(2, 8, "旧", book.add_format({"font_strikeout": True})), []),
        (struck, [(None, 3, "", STRUCK, 1)]),
        (partly_struck, [(None, 3, "", STRUCK, 1)]),
        (hidden, [(None, 3, "", "行是隐藏的（或被筛选掉的），照样读了", 2)]),
        (filtered, [(None, 3, "", "行是隐藏的（或被筛选掉的），照样读了", 2)]),
        (
            lambda _, sheet: sheet.set_column(0, 0, None, None, {"hidden": True}),
            [(None, 1, "person_id", "这一列是隐藏的，照样读了", 1)],
        ),
        (lambda _, sheet: sheet.set_column(7, 9, None, None, {"hidden": True}), []),
        (lambda _, sheet: sheet.write_comment(1, 1, "已死亡"), [(None, 0, "", "单元格有批注，没有读", 1)]),
    ],
    ids=["nothing", "a header struck", "an unread cell struck", "a row struck", "a part struck", "rows hidden",
         "rows filtered", "a column hidden", "an unread column hidden", "a comment"],
)  # fmt: skip
def test_what_is_out_of_sight_is_read_and_told(change: Change, says: list[object], deliver: Deliver) -> None:
    landed = deliver(made(change), "x.xlsx", ROSTER)
    assert landed.loaded == 3
    assert told(landed) == says


def days(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    for line, shown in ((1, "yyyy-mm-dd"), (2, "0"), (3, "General")):
        sheet.write_datetime(line, 3, date(2024, 3, 1), book.add_format({"num_format": shown}))


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_are_counted_from_the_year_that_the_workbook_says(is_1904: bool, deliver: Deliver) -> None:
    landed = deliver(made(days, date_1904=is_1904), "x.xlsx", ROSTER)
    assert column(landed, "starts_on") == [date(2024, 3, 1)] * 3


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def book(*of_book: bytes, of_sheet: Sequence[bytes] = ()) -> biff.Book:
    """A workbook of 1997 with one sheet that is called a."""
    end = record(0x0A, b"")
    head = b"".join(of_book)
    at = len(head) + 4 + 9 + len(end)
    return biff.Book(head + record(0x85, struct.pack("<IHBB", at, 0, 1, 0) + b"a") + end + b"".join(of_sheet) + end)


def test_an_old_workbook_tells_what_is_struck_hidden_and_counted_from_1904() -> None:
    fonts = [record(0x31, struct.pack("<HH", 200, flags) + bytes(10)) for flags in (0, 0, 0, 0, 8)]
    # The fifth font has the number 5: 4 is left out.
    styles = [record(0xE0, struct.pack("<HH", font, 0) + bytes(16)) for font in (0, 5)]
    cells = [
        record(0x208, struct.pack("<HHHHHHH", 1, 0, 3, 255, 0, 0, 0x20) + bytes(2)),
        record(0x208, struct.pack("<HHHHHHH", 2, 0, 3, 255, 0, 0, 0) + bytes(2)),
        record(0x7D, struct.pack("<HHHHH", 3, 4, 10, 0, 1) + bytes(2)),
        record(0xFD, struct.pack("<HHHI", 2, 1, 1, 0)),
        record(0xFD, struct.pack("<HHHI", 2, 0, 0, 0)),
        record(0x27E, struct.pack("<HHHI", 3, 1, 1, 0)),
    ]
    found = book(record(0x22, b"\1\0"), *fonts, *styles, of_sheet=cells).sheet("a")
    assert (found.hidden_rows, found.hidden_columns, found.struck) == ([1], [(3, 4)], [(2, 1), (3, 1)])
    assert book(record(0x22, b"\1\0")).is_1904
    assert not book(record(0x22, b"\0\0")).is_1904


def test_a_sheet_whose_name_says_that_it_is_old_is_read_and_told(deliver: Deliver) -> None:
    other = [ROWS[0], ["320923198503120042", *ROWS[1][1:]]]
    landed = deliver(forms.xlsx({"在用": ROWS, "已剔除": other}), "x.xlsx", ROSTER)
    reason = "从名称看可能不是本期的数据，读了；若不是，写入 forms.toml 的 skip_sheets"
    assert (landed.loaded, told(landed)) == (4, [("已剔除", 0, "", reason, 1)])
