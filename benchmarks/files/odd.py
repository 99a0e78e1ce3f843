"""Ways in which departments' files are odd: what is done to every file of an extract (`benchmarks/odd_deliveries.py`).

A kind names what the sentence must hold where the night is refused or held; without one the lists must be equal.
"""

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import xlsxwriter

from benchmarks.files import forms
from sources import SOURCES
from sources.source import CODE

Rows = list[list[str]]
Made = tuple[str, bytes]
"""A file's ending and its bytes."""
IDS = ("死者身份证号", "身份证号", "身份证号码", "社会保障号码", "公民身份号码", "证件号码", "AAC002", "SFZJHM")
UNITS = ("单位编号", "AAB001")
NUMBERS = ("扣缴义务人识别号", "NSRSBH")
NAMES = ("姓名", "AAC003", "XM", "人员姓名")


@dataclass(frozen=True)
class Kind:
    """What is done to which extract, and what the sentence must hold where the night stops."""

    name: str
    extract: str
    change: Callable[[Rows], Made]
    cause: str = ""
    """Empty: the lists must be equal."""


# Files as rows --------------------------------------------------------------------------------------------------------


def read(path: Path) -> Rows:
    """A file of the made-up county as rows of text; of a title nothing is kept."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return [
            list(table.column_names),
            *(["" if c is None else str(c) for c in r.values()] for r in table.to_pylist()),
        ]
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    first = next(line for line in text.splitlines() if max(line.count(mark) for mark in ",\t|") > 1)
    delimiter = max(",\t|", key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    start = next(number for number, row in enumerate(rows) if len(row) > 2 and sum(map(bool, row)) > 2)
    width = len(rows[start])
    return [row[:width] + [""] * (width - len(row)) for row in rows[start:]]


def plain(rows: Rows, delimiter: str = ",") -> Made:
    """As text, quoted where it must be."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return ".csv", stream.getvalue().encode()


def at(rows: Rows, words: Sequence[str]) -> int:
    """The position of the column that one of these words heads."""
    return next(place for place, cell in enumerate(rows[0]) if cell in words)


def each(words: Sequence[str], change: Callable[[str], str], every: int = 1) -> Callable[[Rows], Made]:
    """One column's cells changed, in every so-manieth row; empty ones stay."""

    def changed(rows: Rows) -> Made:
        for place in [place for place, cell in enumerate(rows[0]) if cell in words]:
            for number, row in enumerate(rows[1:]):
                if row[place] and number % every == 0:
                    row[place] = change(row[place])
        return plain(rows)

    return changed


def workbook(rows: Rows, numbers: Sequence[str] = (), zeros: int = 0) -> Made:
    """As a workbook; some columns as number cells."""
    places = {place for place, cell in enumerate(rows[0]) if cell in numbers}
    cells: list[list[forms.Cell]] = [[*rows[0]]]
    for row in rows[1:]:
        cells.append([float(c) if place in places and c.isdigit() else c for place, c in enumerate(row)])
    return ".xlsx", forms.xlsx({"表": cells}, zeros=zeros)


# What is done ---------------------------------------------------------------------------------------------------------

DEATH, ROSTER = "death", "insured_elsewhere"
MONEY = ("收入额", "SRE", "本期收入")
PERIOD = ("税款所属期", "SKSSQ_Z")


def yuan(printed: str) -> Decimal:
    """An amount as the made-up county prints it: 7,544.63."""
    return Decimal(re.sub(r"[^\d.-]", "", printed) or 0)


def blank_column(rows: Rows) -> Made:
    """A blank column before the table."""
    return workbook([["", *row] for row in rows])


def id_numbers_as_numbers(rows: Rows) -> Made:
    """So, and ID numbers as number cells, which have lost digits."""
    return workbook([["", *row] for row in rows], IDS)


def placeholders(rows: Rows) -> Made:
    """What programs write for an empty cell."""
    words = ("NULL", "null", "\\N", "(null)", "None", "nan", "N/A", "[NULL]")
    optional = {
        place for place, cell in enumerate(rows[0]) if cell not in (*UNITS, "单位名称", "AAB004", "AAE140", "险种类型")
    }
    for number, row in enumerate(rows[1:]):
        row[:] = [words[number % 8] if place in optional and not cell else cell for place, cell in enumerate(row)]
    return plain(rows)


def sheets(rows: Rows) -> Made:
    """A sheet for each third, behind one that holds no table."""
    size = len(rows) // 3 + 1
    parts = {f"表{n}": [rows[0], *rows[1 + n * size : 1 + (n + 1) * size]] for n in range(3)}
    return ".xlsx", forms.xlsx(
        {"说明": [["本表由系统导出"]], **{name: part for name, part in parts.items() if part[1:]}}
    )


def merged(rows: Rows) -> Made:
    """The first column merged downwards where it repeats."""
    body = sorted(rows[1:], key=lambda row: row[0])
    spans, start = [], 0
    for number in range(1, len(body) + 1):
        if number == len(body) or body[number][0] != body[start][0]:
            if number - start > 1:
                spans.append((start + 1, 0, number, 0))
                for row in body[start + 1 : number]:
                    row[0] = ""
            start = number
    return ".xlsx", forms.xlsx({"表": [rows[0], *body]}, merged=spans)


def in_ten_thousands(names_unit: bool) -> Callable[[Rows], Made]:
    """Wages in 万元, whether the title says so or not."""

    def changed(rows: Rows) -> Made:
        place = at(rows, MONEY)
        for row in rows[1:]:
            row[place] = f"{yuan(row[place]) / 10_000:.6f}" if row[place] else ""
        return plain([["个人所得税扣缴明细"], ["单位：万元"], *rows] if names_unit else rows)

    return changed


def notes(rows: Rows) -> Made:
    """Notes in brackets behind Chinese headers."""
    return plain([[f"{cell}（必填）" if not cell.isascii() else cell for cell in rows[0]], *rows[1:]])


def totals(rows: Rows) -> Made:
    """Pages with title and header, a total, signatures."""
    place = at(rows, MONEY)
    paid = sum(yuan(row[place]) for row in rows[1:])
    made: Rows = []
    for number, row in enumerate(rows[1:]):
        if number and number % 40 == 0:
            made += [[f"第{number // 40}页"], ["个税扣缴明细表"], rows[0]]
        made.append(row)
    last = ["" for _ in rows[0]]
    last[0], last[place] = "合计", f"{paid:.2f}"
    return plain([["个税扣缴明细表"], rows[0], *made, last, ["制表人：甲", "审核人：乙"]])


def plainly_short(rows: Rows) -> Made:
    """A title that counts more rows than follow."""
    return plain([[f"个税扣缴明细表（共{len(rows) - 1}条）"], rows[0], *rows[1 : len(rows) * 9 // 10]])


def two_open_quotes(rows: Rows) -> Made:
    """Two quotes that are opened and swallow what lies between."""
    ending, made = plain(rows)
    lines = made.decode().split("\r\n")
    for number in (len(lines) // 3, len(lines) * 2 // 3):
        lines[number] = lines[number].replace(",", ',"', 1)
    return ending, "\r\n".join(lines).encode()


def backslashes(rows: Rows) -> Made:
    """Quotes as programs of another kind write them."""
    lines = (",".join('"' + cell.replace('"', '\\"') + '"' for cell in row) for row in rows)
    return ".csv", "\r\n".join(lines).encode()


def glued(rows: Rows) -> Made:
    """Two files one behind the other, each with its mark and its header."""
    half = len(rows) // 2
    return ".csv", b"\xef\xbb\xbf" + plain(rows[:half])[1] + b"\xef\xbb\xbf" + plain([rows[0], *rows[half:]])[1]


def hidden(rows: Rows) -> Made:
    """Last month in a hidden sheet."""
    return ".xlsx", forms.xlsx({"表": rows, "上月": rows[: len(rows) // 2]}, hidden=["上月"])


def without_last(rows: Rows) -> Made:
    """Empty last fields left out."""
    lines = [",".join(row).rstrip(",") if number else ",".join(row) for number, row in enumerate(rows)]
    return ".csv", "\r\n".join(lines).encode()


def two_lines(rows: Rows) -> Made:
    """缴费额 over 单位 and 个人."""
    upper = ["缴费额" if cell in ("单位缴费额", "个人缴费额") else cell for cell in rows[0]]
    lower = [cell.removesuffix("缴费额") if cell in ("单位缴费额", "个人缴费额") else "" for cell in rows[0]]
    return plain([upper, lower, *rows[1:]])


def full_sheet(size: int) -> Callable[[Rows], Made]:
    """As many rows as a sheet holds."""

    def changed(rows: Rows) -> Made:
        return plain([*rows, *(rows[1:] * (size // (len(rows) - 1) + 1))][:size])

    return changed


def words_for_nothing(rows: Rows) -> Made:
    """What people write into an empty cell: numbers, days, amounts."""
    words = ("无", "/", "—", "暂无", "空", "-", "不详", "...")
    columns = SOURCES["insured_unit"].columns
    optional = {word for one in columns if not one.is_name and one.type != CODE for word in (one.header, *one.also)}
    for number, row in enumerate(rows[1:]):
        row[:] = [words[number % 8] if rows[0][at] in optional and not cell else cell for at, cell in enumerate(row)]
    return plain(rows)


def merged_and_saved_as_text(rows: Rows) -> Made:
    """Cells merged downwards, then saved as text: only the first row of each has the value."""
    place = at(rows, NUMBERS)
    body = sorted(rows[1:], key=lambda row: row[place])
    return plain([rows[0], *([*row[:place], "" if number and row[place] == body[number - 1][place] else row[place],
                              *row[place + 1 :]] for number, row in enumerate(body))])  # fmt: skip


def blank_rows(rows: Rows) -> Made:
    """Blank rows and columns before the table, and between its rows."""
    made: Rows = [[], [], ["", "", ""]]
    for number, row in enumerate(rows):
        made += [["", "", *row], [""]] if number % 7 == 3 else [["", "", *row]]
    return plain(made)


def other_words(rows: Rows) -> Made:
    """The words of other extracts in the header."""
    words = {"身份证号": "身份证号码", "公民身份号码": "居民身份证号码", "姓名": "人员姓名", "联系电话": "手机号码"}
    return plain([[words.get(cell, cell) for cell in rows[0]], *rows[1:]])


def second_table(rows: Rows) -> Made:
    """Another table below the first, with its columns in another order."""
    return plain([*rows, [], *([row[1], row[0], *row[2:]] for row in rows[:3])])


def never_computed(rows: Rows) -> Made:
    """ID numbers that a formula would make, which nobody has let compute."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        place = at(rows, IDS)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if line and column == place:
                    sheet.write_formula(line, column, f'=TEXT("{cell}","@")', None, "")
                else:
                    sheet.write_string(line, column, cell)
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b' t="str"', b"").replace(b"<v></v>", b""))
    return ".xlsx", made.getvalue()


def out_of_sight(rows: Rows) -> Made:
    """Rows that a filter hides, and one that is struck out: they count all the same."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, struck = book.add_worksheet("表"), book.add_format({"font_strikeout": True})
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, cell, struck if line == 1 else None)
            if line % 3 == 2:
                sheet.set_row(line, options={"hidden": True})
    return ".xlsx", stream.getvalue()


def tabs_behind(rows: Rows) -> Made:
    """A tab behind every value, as web systems write against Excel's rounding."""
    return plain([rows[0], *([f"{cell}\t" for cell in row] for row in rows[1:])])


def unseen(number: str) -> str:
    """A number with what nobody sees in it."""
    return f"\u00a0{number[:6]}\u200b{number[6:]}\u2009\ufeff"


def full_width(number: str) -> str:
    """A number in full-width digits."""
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() else char for char in number)


def serials(rows: Rows) -> Made:
    """Days as Excel counts them."""
    place = at(rows, ("死亡日期", "AAE138", "火化日期"))
    for row in rows[1:]:
        day = "".join(char if char.isdigit() else "-" for char in row[place]).strip("-")
        parts = [int(p) for p in day.split("-")] if "-" in day else [int(day[:4]), int(day[4:6]), int(day[6:8])]
        row[place] = str((date(*parts[:3]) - date(1899, 12, 30)).days)
    return workbook(rows, ("死亡日期", "AAE138", "火化日期"))


def mojibake(text: str) -> str:
    """UTF-8 read as GBK."""
    return text.encode().decode("gb18030", "replace")


def in_words(month: str) -> str:
    """2026-10 as 2026年10月份."""
    digits = "".join(filter(str.isdigit, month))
    return f"{digits[:4]}年{int(digits[4:6])}月份"


def zeros_before(rows: Rows) -> Made:
    """Unit numbers begin with zeros, as they do where a bureau numbers units in eleven digits."""
    return each(UNITS, lambda number: number.zfill(11))(rows)


MOVED = str.maketrans("䶮龴龵龶龷龸龹龺龻", "\ue863\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864")
LABELS = {
    "110": "110-企业职工基本养老保险",
    "120": "120|机关养老",
    "210": "失业保险(210)",
    "310": "310.0",
    "410": "410:工伤",
}

KINDS = (
    Kind("1 首列空白", DEATH, blank_column),
    Kind("1 首列空白、身份证号为数字格", DEATH, id_numbers_as_numbers, "数字单元格，末位数字已丢失"),
    Kind("2 空值写成 NULL、\\N、nan", "insured_unit", placeholders),
    Kind("3 单位编号成了数字格，丢前导零", "insured_unit", lambda rows: workbook(rows, UNITS), "可能丢失前导零"),
    Kind("4 数字格按 000… 显示", "insured_unit", lambda rows: workbook(rows, UNITS, zeros=11)),
    Kind("5 单位编号带 .0", "member", each(UNITS, lambda number: number.lstrip("0") + ".0"), "可能丢失前导零"),
    Kind("6 号码前有撇号", "wage", each(NUMBERS, lambda number: "'" + number)),
    Kind("7 号码写成 =\"…\"", "member", each(UNITS, lambda number: f'="{number}"')),
    Kind("8 一镇一表", "resident", sheets),
    Kind("9 合并的单元格", "wage", merged),
    Kind("10 单位：万元（写明）", "wage", in_ten_thousands(True)),
    Kind("10 万元（没有写明）", "wage", in_ten_thousands(False), "金额单位可能不是元"),
    Kind("11 表头带备注", "wage", notes),
    Kind("11 两行表头", "contribution", two_lines),
    Kind("12 身份证号打了星号", ROSTER, each(IDS, lambda number: number[:6] + "********" + number[14:]), "被遮盖"),
    Kind("13 合计、页码、每页表头", "wage", totals),
    Kind("13 标题写明的行数没有读到", "wage", plainly_short, "可能漏导"),
    Kind("14 身份证号是 #N/A", DEATH, each(IDS, lambda _: "#N/A", 3), "错误值"),
    Kind("15 引号没有闭合", "resident", two_open_quotes, "引号没有闭合"),
    Kind("16 引号前有反斜杠", "business", backslashes),
    Kind("17 姓名乱码", "wage", each(NAMES, mojibake), "乱码"),
    Kind("18 生僻字在自造区", "resident", each(NAMES, lambda name: name.translate(MOVED))),
    Kind("19 校验码 X 写成 ×", "wage", each(IDS, lambda number: number.replace("X", "×"))),
    Kind("20 正好65,535行", DEATH, full_sheet(65_536), "可能被截断"),
    Kind("20 正好1,048,575行", DEATH, full_sheet(1_048_576), "可能被截断"),
    Kind("21 日期是 Excel 序列号", DEATH, serials),
    Kind("22 几个文件接在一起", "resident", glued),
    Kind("23 所属期写成 2026年10月份", "wage", each(PERIOD, in_words)),
    Kind("24 代码带名称", "member", each(("险种类型", "AAE140"), lambda code: LABELS.get(code, code))),
    Kind("25 末尾空列省略", "resident", without_last),
    Kind("26 隐藏的表是上月的", "resident", hidden),
    Kind("27 Unicode 文本", "resident", lambda rows: (".txt", forms.text(rows, "\t", "utf-16"))),
    Kind("28 网页另存为 .xls", "resident", lambda rows: (".xls", forms.html(rows))),
    Kind("29 空值写成 无、/、—", "insured_unit", words_for_nothing),
    Kind("30 合并后另存为文本", "wage", merged_and_saved_as_text, "合并的单元格只在第一行有值"),
    Kind("31 表前表中有空行空列", "resident", blank_rows),
    Kind("32 表头用别的数据的叫法", "resident", other_words),
    Kind("33 下面另有一张表", DEATH, second_table, "另一张表"),
    Kind("34 身份证号是没有算出的公式", DEATH, never_computed, "公式没有算出的值"),
    Kind("35 筛选、隐藏、划掉的行", "resident", out_of_sight),
    Kind("36 每格后有制表符", "wage", tabs_behind),
    Kind("37 号码里有看不见的字符", "member", each(IDS, unseen)),
    Kind("38 全角号码", "resident", each(IDS, full_width)),
    Kind("39 姓名成了问号", "wage", each(NAMES, lambda name: "?" * len(name)), "文字损坏"),
    Kind("40 姓名打了星号", "wage", each(NAMES, lambda name: name[:1] + "**"), "被遮盖"),
    Kind("41 号码前有反引号", "wage", each(NUMBERS, lambda number: "`" + number)),
    Kind("42 个人编号成了数字格", "member", lambda rows: workbook(rows, ("个人编号", "AAC001"))),
    Kind("43 一镇一个文件的压缩包", "resident", lambda rows: (".zip", forms.zipped({"户籍.csv": plain(rows)[1]}))),
    Kind("44 旧版工作簿 .xls", "resident", lambda rows: (".xls", forms.xls({"表": rows}))),
)  # fmt: skip
