"""Files as departments really send them, form by form: read rightly, or one sentence that says what to ask for."""

import base64
import contextlib
import io
import random
import tarfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest

from base.errors import BadInput
from benchmarks.files import forms
from sources import SOURCES
from tests.sources.conftest import Deliver, column, rejects, rows, told

HEADER = ["个人编号", "身份证号", "所属期", "金额"]
ROWS = [HEADER, ["001", "32092319850312001X", "202401", "5"], ["002", "张三的号", "202402", "6.5"]]
READ = [("001", "32092319850312001X", date(2024, 1, 1), "5.00"), ("002", "张三的号", date(2024, 2, 1), "6.50")]


def values(landed: Any) -> list[tuple[Any, ...]]:
    return [
        (row["member_id"], row["person_id"], row["period"], None if (paid := row["paid_yuan"]) is None else str(paid))
        for row in rows(landed)
    ]


FORMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a workbook": ("x.xlsx", lambda: forms.xlsx({"表": ROWS})),
    "a workbook of WPS": ("x.et", lambda: forms.xls({"表": ROWS})),
    "a workbook of 1997": ("x.xls", lambda: forms.xls({"表": ROWS})),
    "a workbook of 1997 with dots in its name": ("x2026.11.01.xls", lambda: forms.xls({"表": ROWS})),
    "a new workbook named as an old one": ("x.xls", lambda: forms.xlsx({"表": ROWS})),
    "an old workbook named as a new one": ("x.xlsx", lambda: forms.xls({"表": ROWS})),
    "a web page in GBK": ("x.xls", lambda: forms.html(ROWS)),
    "a web page that says GBK and is UTF-8": (
        "x.xls",
        lambda: forms.html(ROWS, "utf-8", '<meta http-equiv="Content-Type" content="text/html; charset=gbk">'),
    ),
    "a web page named so": ("x.htm", lambda: forms.html(ROWS)),
    "a web page in UTF-16": ("x.xls", lambda: forms.html(ROWS, "utf-16")),
    "a web page in one file": (
        "x.xls",
        lambda: (
            b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
            b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(forms.html(ROWS))
            + b"\r\n--b--\r\n"
        ),
    ),
    "Excel's XML": ("x.xls", lambda: forms.spreadsheet(ROWS)),
    "text with Ctrl-Z behind it": ("x.dat", lambda: forms.text(ROWS) + b"\x1a"),
    "blank lines of other widths": (
        "x.csv",
        lambda: forms.text([*ROWS, [""], ["", ""], ['""'], [" ", "", "", "", "", "", ""]]),
    ),
    "text that is called .tab": ("x.tab", lambda: forms.text(ROWS, "\t")),
    "text named .xls": ("x.xls", lambda: forms.text(ROWS, "\t", "gb18030")),
    "Unicode text": ("x.txt", lambda: forms.text(ROWS, "\t", "utf-16")),
    "UTF-16 the other way round": ("x.csv", lambda: b"\xfe\xff" + forms.text(ROWS, ",", "utf-16-be")),
    "semicolons": ("x.csv", lambda: forms.text(ROWS, ";", "gb18030")),
    "a control character": ("x.txt", lambda: forms.text(ROWS, "\x01")),
    "a unit separator": ("x.txt", lambda: forms.text(ROWS, "\x1f")),
    "FoxPro": ("x.dbf", lambda: forms.dbf(ROWS)),
    "an archive": ("x.zip", lambda: forms.zipped({"名单.csv": forms.text(ROWS)}, gbk=False)),
    "an archive with a GBK name": ("x.zip", lambda: forms.zipped({"外出务工名单.csv": forms.text(ROWS)})),
    "an archive of a web page": ("x.zip", lambda: forms.zipped({"a.xls": forms.html(ROWS), "__MACOSX/._a.xls": b""})),
    "a tar": ("x.tar.gz", lambda: tarred({"名单.xlsx": forms.xlsx({"表": ROWS})})),
}  # fmt: skip


def tarred(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


@pytest.mark.parametrize(("name", "content"), FORMS.values(), ids=FORMS)
def test_every_form_reads_as_the_same_rows(name: str, content: Callable[[], bytes], deliver: Deliver) -> None:
    landed = deliver(content(), name)
    assert values(landed) == READ
    assert (landed.rejected, landed.ignored, told(landed)) == (0, 0, [])
    assert column(landed, "source_sheet") == [None, None]
    assert column(landed, "source_line") == ([1, 2] if name.endswith(".dbf") else [2, 3])


# Where the table stands ----------------------------------------------------------------------------------------------


def shifted(across: int, down: int) -> list[list[forms.Cell]]:
    return [[]] * down + [[None] * across + list(row) for row in ROWS]


@pytest.mark.parametrize("write", [forms.xlsx, forms.xls])
@pytest.mark.parametrize(("across", "down"), [(1, 0), (3, 2), (0, 5)])
def test_blank_columns_and_rows_before_the_table_shift_nothing(
    write: Callable[..., bytes], across: int, down: int, deliver: Deliver
) -> None:
    landed = deliver(write({"表": shifted(across, down)}), "x.xlsx")
    assert values(landed) == READ
    assert column(landed, "source_line") == [2 + down, 3 + down]


@pytest.mark.parametrize("write", [forms.xlsx, forms.xls])
def test_number_cells_are_found_behind_a_blank_column(write: Callable[..., bytes], deliver: Deliver) -> None:
    lines = [[None, "村组", *HEADER], [None, "东风", None, 320923198503120018.0, "202401", 5.0]]
    landed = deliver(write({"表": lines}), "x.xlsx")
    assert rejects(landed) == [(2, "person_id", "数字单元格，末位数字已丢失", True)]


def test_a_header_of_two_lines_is_one(deliver: Deliver) -> None:
    upper = ["个人编号", "社会保障号码", "险种类型", "单位编号", "费款所属期", "缴费额", None, "到账标志"]
    lower = [None, None, None, None, None, "单位", "个人", None]
    row = ["1", "32092319850312001X", "110", "7", "202610", "800", "400", "1"]
    merged = [(0, 5, 0, 6)]
    landed = deliver(forms.xlsx({"表": [upper, lower, row]}, merged=merged), "x.xlsx", SOURCES["contribution"])
    assert (column(landed, "unit_yuan"), column(landed, "person_yuan")) == ([Decimal(800)], [Decimal(400)])
    assert (landed.header_line, column(landed, "source_line")) == (2, [3])
    text = forms.text([upper, lower, row])
    assert column(deliver(text, "x.csv", SOURCES["contribution"]), "person_yuan") == [Decimal(400)]


def test_notes_and_line_breaks_in_a_header_do_not_count(deliver: Deliver) -> None:
    noted = ["个人编号（必填）", "身份证号\n（18位）", "★所属期【格式：202601】", "金额（元）"]
    assert values(deliver(forms.xlsx({"表": [noted, *ROWS[1:]]}), "x.xlsx")) == READ


def test_a_note_that_makes_another_column_of_it_stays_one(deliver: Deliver) -> None:
    landed = deliver("个人编号,身份证号,身份证号（监护人）,金额（拼音）,所属期\n1,2,3,4,202401\n")
    assert column(landed, "person_id") == ["2"]
    assert (column(landed, "paid_yuan"), landed.extra_columns) == ([None], ("身份证号(监护人)", "金额(拼音)"))


@pytest.mark.parametrize(
    "garbled",
    [
        ",".join(HEADER).encode().decode("gb18030", "replace"),
        ",".join(HEADER).encode("gb18030").decode("latin-1"),
        "锟斤拷锟斤拷,锟斤拷,锟斤拷,金额",
        "????,????,???,??",
    ],
)
def test_a_garbled_header_is_called_so(garbled: str, deliver: Deliver) -> None:
    with pytest.raises(BadInput, match="第1行的表头是乱码，导出或另存时用错了编码"):
        deliver(garbled + "\n1,2,202401,5\n")


def test_a_full_width_comma_is_named(deliver: Deliver) -> None:
    with pytest.raises(BadInput, match="第1行的表头用全角“，”分隔"):
        deliver("，".join(HEADER) + "\n1，2，202401，5\n")


# Several sheets ------------------------------------------------------------------------------------------------------

TOWNS = {
    "说明": [["填表说明"]],
    "城北": [["名单"], *ROWS[:2]],
    "城南": [HEADER[::-1], ROWS[2][::-1]],
    "旧": [HEADER, ["9", "9", "202401", "9"]],
}


@pytest.mark.parametrize("write", [forms.xlsx, forms.xls])
def test_all_sheets_with_the_header_are_read_and_the_others_named(
    write: Callable[..., bytes], deliver: Deliver
) -> None:
    sheets = TOWNS if write is forms.xlsx else {name: TOWNS[name] for name in ("说明", "城北", "城南")}
    made = forms.xlsx(TOWNS, hidden=["旧"]) if write is forms.xlsx else write(sheets)
    landed = deliver(made, "x.xlsx")
    assert values(landed) == READ
    assert column(landed, "source_sheet") == ["城北", "城南"]
    assert column(landed, "source_line") == [3, 2]
    missing = "这张工作表没有读：前30行里没有找到表头（应有列：个人编号、身份证号、所属期）"
    unread = [("说明", 0, "", missing, 1), ("旧", 0, "", "这张工作表没有读：是隐藏的", 2)]
    assert told(landed) == (unread if write is forms.xlsx else unread[:1])
    assert [(sheet["name"], sheet["rows"]) for sheet in landed.sheets][:3] == [("说明", 1), ("城北", 1), ("城南", 1)]


def test_one_read_sheet_beside_others_is_not_named_on_its_rows(deliver: Deliver) -> None:
    landed = deliver(forms.xlsx({"说明": [["请勿修改"]], "表": ROWS}), "x.xlsx")
    assert column(landed, "source_sheet") == [None, None]
    assert [finding[0] for finding in told(landed)] == ["说明"]


def test_a_hidden_sheet_is_read_where_there_is_no_other_and_told(deliver: Deliver) -> None:
    landed = deliver(forms.xlsx({"说明": [["请勿修改"]], "表": ROWS}, hidden=["表"]), "x.xlsx")
    assert values(landed) == READ
    assert ("表", 0, "", "这张工作表是隐藏的，读了", 1) in told(landed)


def test_what_is_wrong_in_one_of_several_sheets_names_it(deliver: Deliver) -> None:
    bad = [HEADER, ["1", "2", "bad", "x"]]
    landed = deliver(forms.xlsx({"甲": ROWS, "乙": bad}), "x.xlsx")
    assert rejects(landed) == [(2, "paid_yuan", "不是金额", False), (2, "period", "不是年月", True)]
    with pytest.raises(BadInput, match="工作表“乙”第1行表头缺少必需的列“身份证号”"):
        deliver(forms.xlsx({"甲": [["无"]], "乙": [["个人编号", "所属期"], ["1", "202401"]]}), "y.xlsx")


def test_members_of_an_archive_are_sheets(deliver: Deliver) -> None:
    members = {"城北.csv": forms.text(ROWS[:2]), "城南.xls": forms.xls({"表": [HEADER, ROWS[2]]}), "说明.docx": b"x"}
    landed = deliver(forms.zipped(members, gbk=False), "x.zip")
    assert values(landed) == READ
    assert column(landed, "source_sheet") == ["城北.csv", "城南.xls/表"]
    assert [finding[:1] + finding[3:4] for finding in told(landed)] == [
        ("说明.docx", "压缩包里的这个文件没有读：不认识的文件类型“.docx”")
    ]


# Cells ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [forms.xlsx, forms.xls])
def test_cells_merged_downwards_hold_for_all_their_rows(write: Callable[..., bytes], deliver: Deliver) -> None:
    lines = [
        ["标题", None, None, None],
        HEADER,
        ["7", "a", "202401", "1"],
        [None, "b", None, "2"],
        [None, "c", None, "3"],
    ]
    merged = [(0, 0, 0, 3), (2, 0, 4, 0), (2, 2, 4, 2)]
    landed = deliver(write({"表": lines}, merged=merged), "x.xlsx")
    assert column(landed, "member_id") == ["7", "7", "7"]
    assert column(landed, "period") == [date(2024, 1, 1)] * 3
    filled = "合并的单元格，已按第一格的内容补齐"
    assert told(landed) == [(None, 3, "member_id", filled, 2), (None, 3, "period", filled, 2)]


def test_cells_of_a_web_page_reach_over_rows_and_columns(deliver: Deliver) -> None:
    page = (
        "<table><tr><td>版式<table><tr><td colspan=4>名单</td></tr><tr>"
        + "".join(f"<th>{name}</th>" for name in HEADER)
        + "</tr><tr><td rowspan=2>7</td><td>a<td rowspan=2>202401<td>1</tr>"
        + "<tr><td>b</td><td>2</td></tr></table></table>"
    )
    landed = deliver(page.encode(), "x.xls")
    assert values(landed) == [("7", "A", date(2024, 1, 1), "1.00"), ("7", "B", date(2024, 1, 1), "2.00")]
    assert len(told(landed)) == 2


@pytest.mark.parametrize("write", [forms.xlsx, forms.xls])
def test_numbers_shown_with_zeros_have_them_and_others_are_told(write: Callable[..., bytes], deliver: Deliver) -> None:
    lines = [HEADER, [1234.0, "a", "202401", 5.0], [5.0, "b", "202401", 6.0]]
    assert column(deliver(write({"表": lines}, zeros=8), "x.xlsx"), "member_id") == ["00001234", "00000005"]
    landed = deliver(write({"表": lines}), "y.xlsx")
    assert column(landed, "member_id") == ["1234", "5"]
    assert told(landed) == [(None, 2, "member_id", "数字单元格，前导零可能已丢失", 2)]


def test_numbers_of_excel_s_xml_and_of_foxpro_are_told_too(deliver: Deliver) -> None:
    lines = [HEADER, [1234, "a", "202401", 5.5]]
    landed = deliver(forms.spreadsheet(lines), "x.xls")
    assert (column(landed, "member_id"), column(landed, "paid_yuan")) == (["1234"], [Decimal("5.50")])
    assert told(landed) == [(None, 2, "member_id", "数字单元格，前导零可能已丢失", 1)]
    landed = deliver(forms.dbf(lines, "NCCN"), "x.dbf")
    assert column(landed, "member_id") == ["1234"]
    assert told(landed) == [(None, 0, "member_id", "数值型的列，前导零可能已丢失", 1)]


@pytest.mark.parametrize("write", [forms.xlsx, forms.xls])
def test_days_that_excel_counts_are_days(write: Callable[..., bytes], deliver: Deliver) -> None:
    lines = [[*HEADER, "日期"], ["1", "a", 45352.0, 1.0, 45352.0], ["2", "b", 202403.0, 1.0, 20240301.0]]
    landed = deliver(write({"表": lines}), "x.xlsx")
    assert column(landed, "paid_on") == [date(2024, 3, 1)] * 2
    assert column(landed, "period") == [date(2024, 3, 1)] * 2
    counted = "日期存成了数字（Excel 序列号），已换算成日期"
    assert told(landed) == [(None, 2, "paid_on", counted, 1), (None, 2, "period", counted, 1)]


def changed(made: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """A workbook with some parts rewritten."""
    stream = io.BytesIO()
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    with ZipFile(io.BytesIO(made)) as old, ZipFile(stream, "w", ZIP_STORED) as new:
        for name in old.namelist():
            change = next((parts[short] for short in parts if names[short] == name), None)
            if change is None or (content := change(old.read(name))):
                new.writestr(name, old.read(name) if change is None else content)
    return stream.getvalue()


def test_errors_and_formulas_never_computed_are_bad_values(deliver: Deliver) -> None:
    lines = [HEADER, ["1", "a", "202401", 5.0], ["2", "b", "202401", 6.0], ["3", 7.0, "202401", 7.0]]

    def odd(sheet: bytes) -> bytes:
        sheet = sheet.replace(b'<c r="D2"><v>5</v></c>', b'<c r="D2" t="e"><v>#VALUE!</v></c>')
        sheet = sheet.replace(b'<c r="D3"><v>6</v></c>', b'<c r="D3"><f>1+1</f></c>')
        return sheet.replace(b'<c r="B4"><v>7</v></c>', b'<c r="B4" t="e"><v>#N/A</v></c>')

    landed = deliver(changed(forms.xlsx({"表": lines}), sheet=odd), "x.xlsx")
    assert rejects(landed) == [
        (2, "paid_yuan", "单元格是错误值 #VALUE!", False),
        (3, "paid_yuan", "公式没有算出的值", False),
        (4, "person_id", "单元格是错误值 #N/A", False),
    ]
    assert column(landed, "paid_yuan") == [None, None, Decimal("7.00")]


def test_a_damaged_workbook_is_refused_not_read_by_half(deliver: Deliver) -> None:
    whole = forms.xlsx({"表": ROWS})
    with pytest.raises(BadInput, match=r"x\.xlsx：工作簿已损坏，不能完整读出；请测试局重新导出或重新传输后提供。"):
        deliver(changed(whole, strings=lambda _: b""), "x.xlsx")
    stored = changed(whole)
    at = stored.index(b"<sheetData>") + 40
    with pytest.raises(BadInput, match="工作簿已损坏"):
        deliver(stored[:at] + b"9" + stored[at + 1 :], "y.xlsx")


# What cannot be opened -----------------------------------------------------------------------------------------------

SHUT = {
    "E-SafeNet": (b"b\x14#e\x01\0\0\0\x01\0\0\0E-SafeNet\0\0\0LOCK\0\0" + bytes(99), "亿赛通.*E-SafeNet.*解密"),
    "Tipray": (b"%TSD-Header-###%" + bytes(99), "天锐绿盾.*解密"),
    "a password": (forms.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "有打开密码；请测试局去掉密码"),
    "a password of 1997": (forms.xls({"表": ROWS}, locked=True), "有打开密码；请测试局去掉密码"),
    "rights": (forms.compound({"EncryptedPackage": b"x", "\tDRMContent": b"y"}), "IRM/RMS.*取消保护"),
    "a document": (forms.compound({"WordDocument": b"x"}), "不是 Excel 工作簿"),
    "RAR": (b"Rar!\x1a\x07\0" + bytes(99), "RAR 压缩包；请测试局解压后放入"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(99), "7z 压缩包"),
    "PDF": (b"%PDF-1.7\n" + bytes(99), "PDF"),
}


@pytest.mark.parametrize(("content", "sentence"), SHUT.values(), ids=SHUT)
@pytest.mark.parametrize("name", ["x.xlsx", "x.xls"])
def test_what_is_shut_is_named_with_what_will_help(name: str, content: bytes, sentence: str, deliver: Deliver) -> None:
    with pytest.raises(BadInput, match=sentence):
        deliver(content, name)


@pytest.mark.parametrize("name", ["x.csv", "x.rar"])
def test_so_is_what_is_shut_under_another_name(name: str, deliver: Deliver) -> None:
    with pytest.raises(BadInput, match="亿赛通"):
        deliver(SHUT["E-SafeNet"][0], name)


def bomb() -> bytes:
    return forms.zipped({"a.csv": b"1," * (80 << 20)}, gbk=False)


ARCHIVES = {
    "no archive": (lambda: b"PK\x03\x04 nothing", "压缩包已损坏"),
    "an empty one": (lambda: forms.zipped({}, gbk=False), "压缩包里没有文件"),
    "a bomb": (bomb, "与文件大小不相称"),
    "one in one": (
        lambda: forms.zipped({"b.zip": forms.zipped({"a.csv": b""}, gbk=False)}, gbk=False),
        "不认识的文件类型“.zip”",
    ),
    "a member that lacks a column": (
        lambda: forms.zipped({"a.csv": forms.text(ROWS), "b.csv": "个人编号,所属期\n".encode()}, gbk=False),
        "压缩包里的“b.csv”第1行表头缺少必需的列“身份证号”",
    ),
    "a damaged member": (lambda: forms.zipped({"a.xlsx": b"PK\x03\x04"}, gbk=False), "压缩包里的“a.xlsx”不是有效的"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_that_cannot_be_read_is_refused(
    content: Callable[[], bytes], sentence: str, deliver: Deliver
) -> None:
    with pytest.raises(BadInput, match=sentence):
        deliver(content(), "x.zip")


def test_a_name_in_an_archive_leads_nowhere(deliver: Deliver, tmp_path: Any) -> None:
    landed = deliver(forms.zipped({"../../../a.csv": forms.text(ROWS)}, gbk=False), "x.zip")
    assert values(landed) == READ
    assert not (tmp_path.parent / "a.csv").exists()


def test_foxpro_rows_that_were_deleted_are_told_and_a_cut_file_refused(deliver: Deliver) -> None:
    made = forms.dbf(ROWS, deleted=[0])
    landed = deliver(made, "x.dbf")
    assert (values(landed), column(landed, "source_line")) == (READ[1:], [2])
    assert told(landed) == [(None, 1, "", "标记为已删除的行，没有读", 1)]
    with pytest.raises(BadInput, match="表头说有2行，文件里只有1行，传输中断了"):
        deliver(made[:-9], "y.dbf")


def test_a_web_page_that_is_a_frame_is_named(deliver: Deliver) -> None:
    with pytest.raises(BadInput, match="网页的框架，数据在另一个文件夹里"):
        deliver(b"<html><frameset><frame src='x.files/sheet001.htm'></frameset></html>", "x.xls")


def test_a_name_that_is_not_utf_8_is_called_so(deliver: Deliver) -> None:
    with pytest.raises(BadInput, match="文件名不是 UTF-8 编码；请测试局改名"):
        deliver(forms.xlsx({"表": ROWS}), "\udcb1\udcea.xlsx")


@pytest.mark.parametrize("form", FORMS)
def test_a_broken_file_is_refused_in_a_sentence_or_read(form: str, deliver: Deliver) -> None:
    name, content = FORMS[form]
    whole, chance = content(), random.Random(form)
    for _ in range(8):
        broken = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.choice([1, 3, 30])):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        with contextlib.suppress(BadInput):
            deliver(bytes(broken), name)


def test_entities_of_a_web_page_or_xml_are_not_resolved(deliver: Deliver) -> None:
    head = '<!DOCTYPE x [<!ENTITY a "十十十十十十十十十十"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    made = forms.spreadsheet(ROWS).decode().replace("<Workbook", f"{head}<Workbook").replace("张三的号", "&a;&x;")
    landed = deliver(made, "x.xls")
    assert column(landed, "person_id") == ["32092319850312001X", "&A;&X;"]


def test_members_of_one_name_are_all_read_and_told(deliver: Deliver) -> None:
    made = forms.zipped({"a.csv": forms.text(ROWS), "b.csv": forms.text(ROWS)}, gbk=False)
    assert told(deliver(made.replace(b"b.csv", b"a.csv"), "x.zip")) == [
        ("a.csv", 0, "", "压缩包里有几个文件同名，都读了，请核对是否重复", 1)
    ]
