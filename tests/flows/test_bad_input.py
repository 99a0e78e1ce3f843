"""Bad files stop the night with one sentence; bad rows are put aside, told by place and reason, and the rest loads."""

import gzip
import io
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import regions
from base.errors import BadInput
from base.home import Home
from flows.night import Night
from flows.nightly import land
from tests.flows.inbox import AS_OF, deliver, fingerprint, night, rows, small_town, write
from tests.town import citizen

MAN, WOMAN = citizen("1988-08-08", "男", 301), citizen("1989-09-09", "女", 302)
PEOPLE = "公民身份号码,姓名,户籍地区划代码,人员状态\n"
GOOD = f"{PEOPLE}{MAN},赵甲,320923100200,正常\n"


def workbook(*lines: list[Any]) -> bytes:
    """An .xlsx file; numbers become number cells."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as writer:
        sheet = writer.add_worksheet()
        for line, cells in enumerate(lines):
            sheet.write_row(line, 0, cells)
    return stream.getvalue()


def parquet(**columns: list[Any]) -> bytes:
    """A Parquet file."""
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which bad rows, and odd ones that are good, were published once."""
    root = tmp_path_factory.mktemp("rows")
    inbox = write(small_town(), root / "inbox")
    for file, content in FILES.items():
        deliver(inbox, file, content)
    night(inbox, root / "home")
    return root / "home"


# Files that cannot be used ----------

NOT_LISTED = "没有在 manifest.csv 中登记；请运行 yingbao manifest 并补全登记后再运行。"
Spoil = Callable[[Path], object]


def delivering(name: str, content: bytes | str, **values: str) -> Spoil:
    return lambda inbox: deliver(inbox, f"resident/{name}", content, **values)


def unlisted(inbox: Path) -> None:
    (inbox / "resident" / "b.csv").write_text(GOOD, "utf-8")


def withdrawn(inbox: Path) -> None:
    (inbox / "wage" / "all.csv").unlink()


def without_manifest(inbox: Path) -> None:
    (inbox / "manifest.csv").unlink()


BAD: dict[str, tuple[Spoil, str]] = {
    "a broken byte in GBK": (
        delivering("b.csv", GOOD.encode("gb18030") + b"1,\xff\xff,320923100200,\xd5\xfd\xb3\xa3\n"),
        "resident/b.csv：偏移86处（第3行）的字节不是有效的 GB18030；请公安局检查导出或传输后按 UTF-8 重新提供。",
    ),
    "a key column is missing": (
        delivering("b.csv", GOOD.replace("公民身份号码", "序号")),
        "resident/b.csv：第1行表头缺少必需的列“公民身份号码”；请公安局补上“公民身份号码”列后重新提供。",
    ),
    "another number of rows than the manifest says": (
        delivering("b.csv", GOOD, rows="2"),
        "resident/b.csv：实有1行数据，manifest.csv 登记的是2行；请公安局核对是否漏导或重复导出。",
    ),
    "another hash than the manifest says": (
        delivering("b.csv", GOOD, sha256=sha256(b"another").hexdigest()),
        "resident/b.csv：文件的 SHA-256 与 manifest.csv 登记的不一致，传输中可能有改动；"
        "请公安局核对后重新提供文件或登记。",
    ),
    "a file that the manifest lacks": (unlisted, f"resident/b.csv：{NOT_LISTED}"),
    "a line of the manifest without its file": (
        withdrawn,
        "manifest.csv：第6行登记的文件不存在（wage/all.csv）；请放入该文件或删去这一行。",
    ),
    "no manifest": (without_manifest, "manifest.csv：收件目录里没有登记表；请运行 yingbao manifest 生成后补全。"),
    "an empty file": (delivering("b.csv", b""), "resident/b.csv：文件是空的；请公安局重新导出后提供。"),
    "a gzip that was cut": (
        delivering("b.csv.gz", gzip.compress(GOOD.encode())[:-9]),
        "resident/b.csv.gz：压缩文件不完整，在结尾前就断了；请公安局重新压缩或重新传输后提供。",
    ),
    "Parquet that is none": (
        delivering("b.parquet", f"{GOOD}not Parquet"),
        "resident/b.parquet：不是有效的 Parquet 文件；请公安局重新导出或重新传输后提供。",
    ),
    "a workbook that is none": (
        delivering("b.xlsx", f"{GOOD}no workbook"),
        "resident/b.xlsx：不是有效的 .xlsx 工作簿；请公安局用 Excel 或 WPS 打开后另存为 .xlsx 提供。",
    ),
    "whoever provided the file is asked": (
        delivering("b.csv", b"", provided_by="阜城派出所"),
        "resident/b.csv：文件是空的；请阜城派出所重新导出后提供。",
    ),
}


@pytest.mark.parametrize(("spoil", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_file_stops_the_night_with_one_sentence_and_nothing_is_published(
    home: Path, tmp_path: Path, spoil: Spoil, sentence: str
) -> None:
    inbox = shutil.copytree(home.parent / "inbox", tmp_path / "inbox")
    before = fingerprint(home)
    spoil(inbox)
    with pytest.raises(BadInput) as refused:
        night(inbox, home)
    assert str(refused.value) == sentence
    assert fingerprint(home) == before
    with pytest.raises(BadInput):
        night(inbox, tmp_path / "first")
    assert not list(tmp_path.glob("first/published/*.duckdb"))


# Rows and cells that cannot be used, and odd ones that can ----------

LOST = "数字单元格，末位数字已丢失"
SCIENTIFIC = "科学计数法，末位数字已丢失"
HEAD = "纳税人识别号,税种,税款所属期,实缴金额,入库日期\n"

FILES: dict[str, bytes | str] = {
    "resident/cells.xlsx": workbook(
        ["公民身份号码", "姓名", "户籍地区划代码", "人员状态"],
        [float(MAN.replace("X", "0")), "赵甲", "320923100200", "正常"],
        [WOMAN, "钱乙", "320923100200", "正常"],
    ),
    "resident/scientific.csv": f"{PEOPLE}3.20923E+17,孙丙,320923100200,正常\n",
    "resident/codes.csv": (
        "公民身份号码,姓名,户籍地区划代码,人员状态,性别,血型\n"
        f"{citizen('1980-01-01', '男', 303)},李丁,320923100200,失踪,男,A\n"
        f"{citizen('1980-01-02', '男', 304)},周戊,320923100200,正常,雄,B\n"
    ),
    "resident/titled.csv": (
        "阜宁县全市人口基本信息,,,\n制表：2026-11-20,,,\n" + PEOPLE + f"{citizen('1980-01-03', '男', 305)},吴己,"
        "320923100200,正常\n"
    ).encode("gb18030"),
    "death/days.csv": (
        "身份证号码,姓名,死亡日期\n"
        f"{citizen('1930-01-01', '男', 306)},郑庚,2023-02-30\n"
        f"{citizen('1930-01-02', '男', 307)},冯辛,2023-02-28\n"
    ),
    "tax_payment/amounts.csv": (
        HEAD + '91320923MA0000019X,增值税,2026-10,"1,234,567.80",2026-11-10\n'
        "91320923MA0000019X,增值税,2026-09,一千,2026-10-10\n"
        "91320923MA0000019X,增值税,2026-08,50,2026-02-30\n"
    ),
}

REJECTS = [
    ("death", "death/days.csv", 2, "died_on", "日历上没有这一天", True),
    ("resident", "resident/cells.xlsx", 2, "person_id", LOST, True),
    ("resident", "resident/codes.csv", 2, "resident_status", "代码没有对照，形如“字字”", True),
    ("resident", "resident/codes.csv", 3, "sex", "代码没有对照，形如“字”", False),
    ("resident", "resident/scientific.csv", 2, "person_id", SCIENTIFIC, True),
    ("tax_payment", "tax_payment/amounts.csv", 3, "paid_yuan", "不是金额", True),
    ("tax_payment", "tax_payment/amounts.csv", 4, "paid_on", "日历上没有这一天", False),
]


def test_every_bad_cell_is_told_by_file_line_column_and_reason_and_nothing_else_is(home: Path) -> None:
    found = rows(home, 'select extract, file, line, "column", reason, rejects_row from audit.reject order by all')
    assert found == REJECTS


def test_what_was_wrong_is_never_written_down(home: Path) -> None:
    printed = str(rows(home, "from audit.reject")) + str(rows(home, "from audit.load"))
    for value in ("3.20923E", MAN[:15], "失踪", "雄", "02-30", "一千", "赵甲"):
        assert value not in printed


@pytest.mark.parametrize(
    ("file", "loaded", "rejected", "emptied"),
    [
        ("resident/cells.xlsx", 1, 1, 0),
        ("resident/scientific.csv", 0, 1, 0),
        ("resident/codes.csv", 1, 1, 1),
        ("resident/titled.csv", 1, 0, 0),
        ("death/days.csv", 1, 1, 0),
        ("tax_payment/amounts.csv", 2, 1, 1),
        ("wage/all.csv", 15, 0, 0),
    ],
)
def test_the_rest_of_the_file_loads(home: Path, file: str, loaded: int, rejected: int, emptied: int) -> None:
    found = rows(home, f"select loaded_rows, rejected_rows, emptied_cells from audit.load where file = '{file}'")
    assert found == [(loaded, rejected, emptied)]


def test_a_rejected_row_s_person_is_nowhere_the_others_are_there(home: Path) -> None:
    names = {name for (name,) in rows(home, "select person_name from core.person")}
    assert {"钱乙", "周戊", "吴己"} <= names
    assert not {"赵甲", "孙丙", "李丁", "郑庚"} & names


def test_a_header_two_lines_down_is_found(home: Path) -> None:
    found = rows(home, "select header_line, encoding from audit.load where file = 'resident/titled.csv'")
    assert found == [(3, "gb18030")]


def test_an_amount_with_thousands_separators_is_an_amount(home: Path) -> None:
    import duckdb

    with duckdb.connect(str(home / "restricted" / "evidence.duckdb"), read_only=True) as con:
        found = con.execute("""
            select strftime(period, '%Y-%m'), paid_yuan::varchar, paid_on::varchar from staging.tax_payment
            where source_file = 'tax_payment/amounts.csv' order by source_line
        """).fetchall()
    assert found == [("2026-10", "1234567.80", "2026-11-10"), ("2026-08", "50.00", None)]


def test_columns_that_nobody_asked_for_are_told(home: Path) -> None:
    found = rows(home, "select file, extra_columns from audit.load where extra_columns is not null")
    assert found == [("resident/codes.csv", "血型")]


def test_a_file_that_was_delivered_twice_under_two_names_is_read_like_any_other(tmp_path: Path) -> None:
    people = "".join(f"{n},赵甲,320923100200,正常\n" for n in range(20_000))
    for name in ("a", "b"):
        deliver(tmp_path / "inbox", f"resident/{name}.csv", PEOPLE + people)
    home = Home(tmp_path / "home")
    home.prepare()
    landing = Night(tmp_path / "inbox", home, regions.read("funing"), AS_OF, threads=2)
    assert land(landing) == 40_000
    assert landing.files[0].parquet == landing.files[1].parquet
