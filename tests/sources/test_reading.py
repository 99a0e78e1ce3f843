"""What arrives, whatever it is written in; and on which line it stands."""

import csv
import gzip
import io
import re
import stat
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.text import fold
from sources.landed import schema
from sources.reader import marks, tidy
from tests.sources.conftest import SMALL, Deliver, column, rejects, rows

HEADER = "个人编号,身份证号,所属期,金额\n"
ROW = "1,320923,202401,5\n"


def test_each_column_has_its_type_and_its_place(deliver: Deliver) -> None:
    landed = deliver("所属期,身份证号,个人编号,备注\n202401,3209x,7,\n")
    assert pq.read_schema(landed.parquet) == schema(SMALL)
    assert rows(landed) == [
        {"member_id": "7", "person_id": "3209X", "insurance": None, "uscc": None, "paid_on": None,
         "period": date(2024, 1, 1), "paid_yuan": None, "headcount": None, "source_line": 2, "source_sheet": None}
    ]  # fmt: skip
    assert landed.extra_columns == ("备注",)
    assert landed.missing_columns == ("insurance", "uscc", "paid_on", "paid_yuan", "headcount")


def test_a_header_alone_loads_no_rows(deliver: Deliver) -> None:
    landed = deliver(HEADER.strip())
    assert (landed.rows, landed.loaded, rows(landed), landed.header_line) == (0, 0, [], 1)
    assert pq.read_schema(landed.parquet) == schema(SMALL)


def test_the_header_may_stand_two_lines_down_and_be_spelt_in_any_known_way(deliver: Deliver) -> None:
    landed = deliver('2026年缴费明细,,,\n导出时间："2026"\n*ａａｃ００１, 身份 证号 ,"所属\n期",paid_yuan\n' + ROW)
    assert (landed.header_line, column(landed, "source_line")) == (3, [5])
    assert column(landed, "paid_yuan") == [Decimal("5.00")]


@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", ["x.csv", "x.txt", "x.tsv", "X.CSV", "x.csv.gz"])
def test_delimiters_encodings_and_compression_make_no_difference(
    delimiter: str, encoding: str, name: str, deliver: Deliver
) -> None:
    content = (HEADER + "𠮷䶮1,H1,202401,1\n").replace(",", delimiter).encode(encoding)
    landed = deliver(gzip.compress(content) if name.endswith("gz") else content, name)
    assert column(landed, "member_id") == ["𠮷䶮1"]
    assert landed.encoding == encoding.removesuffix("-sig")


@pytest.mark.parametrize(("head", "tail"), [(",", ","), ("", ","), (",", "")])
def test_a_trailing_delimiter_does_no_harm(head: str, tail: str, deliver: Deliver) -> None:
    landed = deliver(HEADER.strip() + head + "\n" + f"{ROW.strip()}{tail}\n" * 3)
    assert (landed.loaded, landed.rejected) == (3, 0)


def test_blank_lines_are_no_rows_and_lines_are_those_an_editor_shows(deliver: Deliver) -> None:
    landed = deliver(f"{HEADER}\n{ROW}  \n\r\n{ROW},,,\n甲,2\n\n{ROW}1,2,3,4,5\n".replace("\n", "\r\n"))
    assert column(landed, "source_line") == [3, 7, 11]
    assert rejects(landed) == [(9, "", "应有4个字段，实有2个", True), (12, "", "应有4个字段，实有5个", True)]
    assert (landed.rows, landed.loaded, landed.rejected) == (5, 3, 2)


def test_line_breaks_inside_quotes_move_the_lines_below(deliver: Deliver) -> None:
    landed = deliver(HEADER + f'"a\n\nb",1,202401,1\n{ROW}"说""是""\r\n",2,202401,1\n"x\ny",2\n{ROW}x,x,x,x\n')
    assert column(landed, "source_line") == [2, 5, 6, 10]
    assert rejects(landed) == [
        (8, "", "应有4个字段，实有2个", True),
        (11, "paid_yuan", "不是金额", False),
        (11, "period", "不是年月", True),
    ]
    assert column(landed, "member_id")[2] == '说"是"'


def test_a_quote_inside_a_value_is_a_quote(deliver: Deliver) -> None:
    landed = deliver(HEADER + '5"管,1,202401,1\n"大润发"超市,2,202401,1\n')
    assert column(landed, "member_id") == ['5"管', "大润发超市"]


def test_a_bad_value_empties_its_cell_or_rejects_its_row(deliver: Deliver) -> None:
    landed = deliver(
        "个人编号,身份证号,所属期,金额,日期,险种类型\n"
        "1,a,202401,x,2023-02-30,99\n"  # three cells emptied
        "2,b,2024,y,,\n"  # the month is required
        "3,3.2E+17,202401,,,\n"  # known by the member number
        ",3.2E+17,202401,,,\n"  # not known
        "5,c,202401,,,大额医疗\n"  # ignored by name
        "6,d,bad,,,320\n"  # ignored, whatever else is wrong
    )
    lost = "科学计数法，末位数字已丢失"
    assert rejects(landed) == [
        (2, "insurance", "代码没有对照，形如“99”", False),
        (2, "paid_on", "日历上没有这一天", False),
        (2, "paid_yuan", "不是金额", False),
        (3, "paid_yuan", "不是金额", False),
        (3, "period", "不是年月", True),
        (4, "person_id", lost, False),
        (5, "person_id", lost, True),
    ]
    assert column(landed, "source_line") == [2, 4]
    assert column(landed, "person_id") == ["A", None]
    assert (landed.rows, landed.loaded, landed.rejected, landed.ignored, landed.emptied) == (6, 2, 2, 2, 5)


def test_no_reject_holds_a_value(deliver: Deliver) -> None:
    landed = deliver("个人编号,身份证号,所属期,险种类型\n1,3.20923E+17,202401,甲乙丙123\n")
    assert "甲乙丙" not in str(rejects(landed)) + landed.rejects.with_suffix("").with_suffix(".json").read_text("utf-8")
    assert b"3.20923E+17" not in landed.parquet.read_bytes()


def test_an_unchanged_file_is_not_read_twice_and_two_names_share_what_landed(deliver: Deliver) -> None:
    first, again, other = deliver(HEADER + ROW), deliver(HEADER + ROW), deliver(HEADER + ROW, "y.csv")
    assert (first.read, again.read, other.read) == (True, False, False)
    assert first.parquet == again.parquet == other.parquet
    assert (other.file, other.rows) == ("small/y.csv", 1)
    assert {stat.S_IMODE(path.stat().st_mode) for path in first.parquet.parent.iterdir()} == {0o600}


def test_a_read_that_was_cut_off_is_done_again(deliver: Deliver) -> None:
    landed = deliver(HEADER + ROW)
    landed.parquet.with_suffix(".json").unlink()
    assert deliver(HEADER + ROW).read


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> bytes:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        for name, lines in sheets.items():
            sheet = workbook.add_worksheet(name)
            for line, cells in enumerate(lines):
                for place, cell in enumerate(cells):
                    write = sheet.write_string if isinstance(cell, str) else sheet.write
                    write(line, place, cell)
    return path.read_bytes()


SHEETS: dict[str, list[list[Any]]] = {
    "说明": [["请勿修改"]],
    "数据": [
        [],
        ["", "2026年缴费明细"],
        [],
        ["个人编号", "身份证号", "所属期", "金额", "日期", "信用代码", "人数"],
        ["001", "32092319900101123x", 202401, 1234.5, datetime(2024, 1, 31), "91", 12],
        [],
        [17, 320923199001011234, date(2024, 2, 1), "1,000", 20240131, 1234567890123456, "3人"],
        ["", "H1", "2024年3月", -0.005, "2023-02-30", "", 1.5],
        [],
    ],
}
READ = [
    ("001", "32092319900101123X", date(2024, 1, 1), Decimal("1234.50"), date(2024, 1, 31), "91", 12, 5),
    ("17", None, date(2024, 2, 1), Decimal("1000.00"), date(2024, 1, 31), None, 3, 7),
    (None, "H1", date(2024, 3, 1), Decimal("-0.01"), None, None, None, 8),
]
NAMES = ("member_id", "person_id", "period", "paid_yuan", "paid_on", "uscc", "headcount", "source_line")


def test_a_workbook_is_read_from_the_sheet_that_has_the_header(deliver: Deliver, tmp_path: Path) -> None:
    landed = deliver(book(tmp_path / "b.xlsx", SHEETS), "b.xlsx")
    assert [tuple(row[name] for name in NAMES) for row in rows(landed)] == READ
    lost = "数字单元格，末位数字已丢失"
    assert rejects(landed) == [
        (7, "person_id", lost, False),
        (7, "uscc", lost, False),
        (8, "headcount", "不是整数", False),
        (8, "paid_on", "日历上没有这一天", False),
    ]
    assert (landed.header_line, landed.rows) == (4, 3)


def test_a_workbook_whose_size_is_declared_as_a1_is_read_whole(deliver: Deliver, tmp_path: Path) -> None:
    book(tmp_path / "b.xlsx", SHEETS)
    with ZipFile(tmp_path / "b.xlsx") as original, ZipFile(tmp_path / "wps.xlsx", "w") as wps:
        for name in original.namelist():
            part = original.read(name)
            if name == "xl/worksheets/sheet2.xml":
                part = part.replace(b'<dimension ref="A2:G8"/>', b'<dimension ref="A1"/>')
                assert b'ref="A1"' in part
            wps.writestr(name, part)
    landed = deliver((tmp_path / "wps.xlsx").read_bytes(), "wps.xlsx")
    assert [tuple(row[name] for name in NAMES) for row in rows(landed)] == READ


def test_parquet_of_any_type_goes_the_same_way(deliver: Deliver) -> None:
    stream = io.BytesIO()
    table = pa.table(
        {
            "member_id": [1.0, 2.0**60, None],
            "AAC002": [320923199001011234, 2, None],
            "period": [date(2024, 1, 1), None, date(2024, 3, 9)],
            "paid_yuan": pa.array([Decimal("1.5"), None, Decimal("-2")]),
            "paid_on": [datetime(2024, 1, 31, 5), None, None],
            "人数": [1, 2, 3],
            "信用代码": pa.array(["a", "a", ""]).dictionary_encode(),
        }
    )
    pq.write_table(table, stream)
    landed = deliver(stream.getvalue(), "x.parquet")
    assert rejects(landed) == [(2, "member_id", "数字单元格，末位数字已丢失", True)]
    assert column(landed, "source_line") == [1, 3]
    assert column(landed, "person_id") == ["320923199001011234", None]
    assert column(landed, "period") == [date(2024, 1, 1), date(2024, 3, 1)]
    assert column(landed, "paid_yuan") == [Decimal("1.50"), Decimal("-2.00")]
    assert column(landed, "paid_on") == [date(2024, 1, 31), None]
    assert column(landed, "headcount") == [1, 3]
    assert column(landed, "uscc") == ["A", None]
    assert column(landed, "member_id") == ["1", None]


def test_a_float_is_no_document_number(deliver: Deliver) -> None:
    stream = io.BytesIO()
    pq.write_table(pa.table({"member_id": [None], "person_id": [3.0], "period": ["202401"]}), stream)
    assert rejects(deliver(stream.getvalue(), "x.parquet")) == [(1, "person_id", "数字单元格，末位数字已丢失", True)]


CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufdd0\ufeff")
    | st.sampled_from('",|\t\n\rx7张𠮷'),
    max_size=12,
).filter(
    lambda text: (
        not set(fold(text)) & set("'`=‘’“*.●○·?_#")
        and fold(text).lower() not in marks.NOTHING_KNOWN
        and not any(pattern.fullmatch(fold(text)) for _, pattern in tidy._KINDS)
    )
)
"""Without what stands for nothing, for text or for a hidden digit, and without who signs: this is about tables."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    cells=st.lists(st.tuples(CELL, CELL), max_size=12),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    delimiter=st.sampled_from([",", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    zipped=st.booleans(),
    block=st.sampled_from([64, 300, 8 << 20]),
)
def test_any_table_reads_back_with_its_lines(
    deliver: Deliver, cells: list[tuple[str, str]], encoding: str, delimiter: str, end: str, zipped: bool, block: int
) -> None:
    stream = io.StringIO(newline="")
    # Python leaves a lone \r unquoted, where it would end the line.
    quoting = csv.QUOTE_ALL if any("\r" in cell for pair in cells for cell in pair) else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
    stream.write(delimiter.join(["备注", "个人编号", "身份证号", "所属期"]) + end)
    lines, longest = [], 0
    for number, (note, word) in enumerate(cells):
        before = stream.getvalue()
        lines.append(1 + len(re.findall("\r\n|\r|\n", before)))
        writer.writerow([note, word, f"张{number}", "202401"])
        longest = max(longest, len(stream.getvalue().encode()) - len(before.encode()))
    content = stream.getvalue().encode(encoding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sources.reader.delimited.BLOCK", max(block, 4 * longest))
        landed = deliver(gzip.compress(content) if zipped else content, "x.csv.gz" if zipped else "x.csv")
    assert column(landed, "source_line") == lines
    assert column(landed, "member_id") == [fold(word) or None for _, word in cells]
    assert column(landed, "person_id") == [f"张{number}" for number in range(len(cells))]
