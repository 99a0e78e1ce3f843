"""A bad file stops the run with one sentence: which file, what is wrong, whom to ask for what."""

import gzip
import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from base.errors import BadInput
from sources import SOURCES
from tests.sources.conftest import Deliver

HEADER = "个人编号,身份证号,所属期,金额\n"
ROW = "1,320923,202401,5\n"


def workbook(*rows: list[Any]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate(rows):
            sheet.write_row(line, 0, cells)
    return stream.getvalue()


def parquet(**columns: list[Any]) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


GBK = (HEADER + "1,张三,202401,5\n").encode("gb18030")
UTF8 = (HEADER + "1,张三,202401,5\n" * 20).encode()

BAD = {
    "empty": ("x.csv", b"", "文件是空的；请测试局重新导出后提供。"),
    "blank": ("x.csv", b"\xef\xbb\xbf \r\n\r\n", "文件是空的；请测试局重新导出后提供。"),
    "empty workbook": ("x.xlsx", b"", "文件是空的；请测试局重新导出后提供。"),
    "empty gzip": ("x.csv.gz", b"", "文件是空的；请测试局重新导出后提供。"),
    "no header": (
        "x.csv",
        ROW.encode() * 40,
        "前30行里没有找到表头（应有列：个人编号、身份证号、所属期）；请测试局带表头重新导出。",
    ),
    "a key column is missing": (
        "x.csv",
        "个人编号,所属期,身份号,金额\n",
        "第1行表头缺少必需的列“身份证号”（最接近的表头是“身份号”）；请测试局补上“身份证号”列后重新提供。",
    ),
    "two key columns are missing": (
        "x.csv",
        "标题\n个人编号,金额\n",
        "第2行表头缺少必需的列“身份证号”、“所属期”；请测试局补上“身份证号、所属期”列后重新提供。",
    ),
    "two headers for one column": (
        "x.csv",
        "个人编号,AAC001,身份证号,所属期\n",
        "第1行表头里“个人编号”和“AAC001”是同一列（member_id）；请测试局只保留其中一列后重新提供。",
    ),
    "a broken byte in GB18030": (
        "x.csv",
        GBK + b"2,\xff\xff,202401,5\n",
        "偏移48处（第3行）的字节不是有效的 GB18030；请测试局检查导出或传输后按 UTF-8 重新提供。",
    ),
    "a broken byte in UTF-8": (
        "x.csv",
        UTF8 + b"2,\xff,202401,5\n",
        "偏移405处（第22行）的字节不是有效的 UTF-8；请测试局检查导出或传输后按 UTF-8 重新提供。",
    ),
    "UTF-8 cut inside a character": (
        "x.csv",
        UTF8 + "2,张".encode()[:-1],
        "偏移405处（第22行）的字节不是有效的 UTF-8；请测试局检查导出或传输后按 UTF-8 重新提供。",
    ),
    "UTF-16 cut inside a character": (
        "x.csv",
        HEADER.encode("utf-16")[:-1],
        "偏移34处（第2行）的字节不是有效的 UTF-16；请测试局检查导出或传输后按 UTF-8 重新提供。",
    ),
    "a NUL": (
        "x.csv",
        (HEADER + "1,a\0b,202401,5\n").encode(),
        "偏移46处（第2行）有空字节（NUL），不是文本文件；请测试局另存为 UTF-8 编码的 CSV 后提供。",
    ),
    "a gzip that was cut": (
        "x.csv.gz",
        gzip.compress(UTF8)[:-9],
        "压缩文件不完整，在结尾前就断了；请测试局重新压缩或重新传输后提供。",
    ),
    "a gzip that is none": ("x.csv.gz", UTF8, "不是有效的 gzip 压缩文件；请测试局重新压缩或重新传输后提供。"),
    "a gzip named csv": ("x.csv", gzip.compress(UTF8), "内容是 gzip 压缩，文件名没有 .gz；请测试局以 .gz 命名后提供。"),
    "a workbook named csv": (
        "x.csv",
        workbook(["个人编号"]),
        "内容是 Excel 工作簿或压缩包，不是文本；请测试局按实际格式命名（.xlsx）或另存为 CSV 后提供。",
    ),
    "a workbook that is none": (
        "x.xlsx",
        UTF8,
        "不是有效的 .xlsx 工作簿；请测试局用 Excel 或 WPS 打开后另存为 .xlsx 提供。",
    ),
    "an encrypted workbook": (
        "x.xlsx",
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        "不是有效的 .xls 工作簿，或者是加密的；请测试局去掉密码、另存为 .xlsx 后提供。",
    ),
    "a workbook without a key column": (
        "x.xlsx",
        workbook(["说明"], ["个人编号", "所属期", "证号"]),
        "第2行表头缺少必需的列“身份证号”（最接近的表头是“证号”）；请测试局补上“身份证号”列后重新提供。",
    ),
    "an empty sheet": (
        "x.xlsx",
        workbook(),
        "前30行里没有找到表头（应有列：个人编号、身份证号、所属期）；请测试局带表头重新导出。",
    ),
    "Parquet that is none": ("x.parquet", UTF8, "不是有效的 Parquet 文件；请测试局重新导出或重新传输后提供。"),
    "Parquet without a key column": (
        "x.parquet",
        parquet(个人编号=["1"], 所属期=["202401"]),
        "第1行表头缺少必需的列“身份证号”；请测试局补上“身份证号”列后重新提供。",
    ),
    "an unknown ending": (
        "x.01.doc",
        UTF8,
        "不认识的文件类型“.doc”；请测试局另存为 .xlsx（证件号码等长数字列先设为文本）或 CSV 后提供。",
    ),
    "a table on its side": (
        "x.csv",
        "个人编号,1,2\n身份证号,320923,320923\n所属期,202401,202401\n",
        "表头竖着排在第一列（行列颠倒）；请测试局把行和列转置、一人一行后重新提供。",
    ),
    "JSON": (
        "x.txt",
        '{"个人编号": "1", "身份证号": "320923"}\n',
        "是 JSON，不是表格；请测试局从原系统导出为 .xlsx 或 CSV 后提供。",
    ),
    "UTF-16 without its mark": (
        "x.csv",
        UTF8.decode().encode("utf-16-be"),
        "像是没有标记（BOM）的 UTF-16；请测试局另存为带标记的 UTF-16 或 UTF-8 编码后提供。",
    ),
    "a delimiter of three characters": (
        "x.txt",
        UTF8.decode().replace(",", "@|@"),
        "第1行的表头用“@|@”分隔；请测试局用逗号或制表符分隔，或以 .xlsx 提供。",
    ),
    "a page of one file without a table": (
        "x.xls",
        b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<html>x</html>",
        "是网页或 XML，里面没有表格；请测试局从原系统导出为 .xlsx 或 CSV 后提供。",
    ),
    "a quote that swallows lines": (
        "x.csv",
        HEADER + ROW + '2,"x,202401,5\n' + ROW + '3,"y",202401,5\n' + ROW,
        "第3行的引号没有闭合，吞掉了后面的行；请测试局补全该行的引号后重新提供。",
    ),
    "a quote that swallows lines and leaves the fields in number": (
        "x.csv",
        HEADER + '2,"x,202401,5\n3,y,202401,5\n4,"z",202401,5\n',
        "第2行的引号没有闭合，吞掉了后面的行；请测试局补全该行的引号后重新提供。",
    ),
    "a quote that is never closed": (
        "x.csv",
        HEADER + ROW + '2,"x,202401,5\n' + ROW * 3,
        "第3行的引号没有闭合，吞掉了后面的行；请测试局补全该行的引号后重新提供。",
    ),
    "a quote in the last line": (
        "x.csv",
        HEADER + ROW + '2,320923,202401,"5',
        "第3行的引号没有闭合，吞掉了后面的行；请测试局补全该行的引号后重新提供。",
    ),
}


@pytest.mark.parametrize(("name", "content", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_in_one_sentence(
    name: str, content: bytes | str, sentence: str, deliver: Deliver
) -> None:
    with pytest.raises(BadInput) as refusal:
        deliver(content, name)
    assert str(refusal.value) == f"small/{name}：{sentence}"


def test_a_quote_that_swallows_more_than_a_block_is_refused(deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.reader.delimited.BLOCK", 400)
    with pytest.raises(BadInput, match="第3行的引号没有闭合"):
        deliver(HEADER + ROW + '2,"x,202401,5\n' + ROW * 300)


def test_a_broken_byte_is_found_in_any_block(deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.reader.delimited.BLOCK", 200)
    with pytest.raises(BadInput, match=r"偏移16030处（第1002行）的字节不是有效的 GB18030"):
        deliver(GBK[:30] + GBK[30:] * 1000 + b"\xff")


def test_a_file_that_is_not_the_one_of_the_manifest_is_refused(deliver: Deliver) -> None:
    with pytest.raises(BadInput, match=r"^small/x.csv：文件的 SHA-256 与 manifest.csv 登记的不一致"):
        deliver(HEADER + ROW, sha256="0" * 64)


def test_a_wrong_row_count_is_refused_also_when_the_file_was_read_before(deliver: Deliver) -> None:
    assert deliver(HEADER + ROW + ROW, rows=2).read
    for _ in range(2):
        with pytest.raises(BadInput, match=r"实有2行数据，manifest.csv 登记的是3行；请测试局核对是否漏导或重复导出。"):
            deliver(HEADER + ROW + ROW, rows=3)


def test_ascii_headers_do_not_hide_a_broken_byte_in_utf8(deliver: Deliver) -> None:
    text = "AAC001,AAC002,period,small\n" + "1,张三丰,202401,李四\n" * 50
    assert deliver(text.encode("gb18030")).encoding == "gb18030"
    with pytest.raises(BadInput, match="第52行）的字节不是有效的 UTF-8"):
        deliver(text.encode() + "2,张三".encode()[:-1] + b",202401,a\n")


def test_a_failed_read_leaves_nothing_behind(deliver: Deliver, tmp_path: Any) -> None:
    with pytest.raises(BadInput):
        deliver(GBK + b"2,\xff\xff,202401,5\n")
    assert list((tmp_path / "landing" / "small").iterdir()) == []


def test_the_department_that_delivered_is_asked_first(deliver: Deliver) -> None:
    with pytest.raises(BadInput, match="请税务局 / 人社局 / 医保局"):
        deliver("", source=SOURCES["contribution"])
