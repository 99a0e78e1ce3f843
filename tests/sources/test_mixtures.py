"""A delivery of any extract, written in any mixture of the accepted forms, reads as the same rows."""

import csv
import io
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.files import forms
from sources import SOURCES
from sources.reader import codes
from sources.source import AREA, CODE, COUNT, DATE, GB_3304, ID_NUMBER, MONTH, TEXT, USCC, YEAR, YUAN, Column, Source
from tests.sources.conftest import Deliver, rows
from tests.town import citizen, uscc

Printed = list[list[str | None]]
NAMES = ("王秀英", "欧阳娜", "张䶮", "努尔兰·艾山", "李𠮷")
WORDS = ("阜宁县银桥商贸有限公司", "江苏宏鼎建设工程公司", "城北村3组7号", "稳岗返还")


def value(column: Column, draw: random.Random) -> Any:
    """What a cell says, typed."""
    if column.type == ID_NUMBER:
        return citizen(
            f"19{draw.randrange(50, 99)}-0{draw.randrange(1, 9)}-1{draw.randrange(9)}", "男", draw.randrange(1, 400)
        )
    if column.type == USCC:
        return uscc(draw.randrange(1, 900))
    if column.type == CODE:
        return draw.choice(sorted(set(codes.spellings(column).values())))
    if column.type == DATE:
        return date(1960, 1, 1) + timedelta(draw.randrange(24_000))
    if column.type == MONTH:
        return date(draw.randrange(2015, 2027), draw.randrange(1, 13), 1)
    if column.type == TEXT and column.standard == GB_3304:
        return draw.choice(("汉族", "回族"))
    if column.type == TEXT:
        words = NAMES if column.name.endswith("person_name") else WORDS
        return draw.choice(words) if column.is_name else f"00{draw.randrange(1, 10**6):06}"
    plain = {YEAR: 2020, COUNT: 37, AREA: "320923100", YUAN: Decimal(draw.randrange(1, 10**7)) / 100}
    return plain[column.type]


def printed(column: Column, cell: Any, draw: random.Random) -> str:
    """A value in one of the forms in which it is accepted."""
    if column.type == DATE:
        day = f"{cell.year}-{cell.month}-{cell.day}"
        return draw.choice([
            cell.isoformat(), f"{cell:%Y%m%d}", day.replace("-", "/"), day.replace("-", "."), f"{day} 星期五",
            "{}年{}月{}日".format(*day.split("-")), "{}年{}月{}号".format(*day.split("-")), f"{cell:%Y%m%d}.0",
            f"{cell.isoformat()} 00:00:00", f"{cell.isoformat()}T00:00:00Z",
        ])  # fmt: skip
    if column.type == MONTH:
        last = (cell.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
        words = f"{cell.year}年{cell.month}月"
        return draw.choice([
            f"{cell:%Y%m}", f"{cell:%Y-%m}", f"{cell:%Y/%m}", f"{cell:%Y%m}.0", words, f"{words}份", cell.isoformat(),
            f"{cell.isoformat()}至{last.isoformat()}", f"{cell:%Y%m}-{cell:%Y%m}",
        ])  # fmt: skip
    if column.type == YUAN:
        return draw.choice([f"{cell}", f"{cell:,.2f}", f"￥{cell}", f"{cell}元", f" {cell} ", f"'{cell}", f"+{cell}"])
    if column.type == CODE:
        spellings = [key for key, meant in codes.spellings(column).items() if meant == cell]
        label = next((one for one in spellings if not one.isascii()), "")
        own = [f"{cell}-{label}", f"{label}({cell})", f"{cell}|{label}"] if label and cell.isascii() else []
        return draw.choice([*spellings, *own])
    if column.type in (ID_NUMBER, USCC):
        return draw.choice(
            [cell, f"'{cell}", f'="{cell}"', f" {cell}", f"{cell}\t", cell.lower(), cell.replace("X", "×")]
        )
    if column.type == TEXT and not column.is_name and not column.standard:
        return draw.choice([cell, f"'{cell}", f'="{cell}"', f"`{cell}"])
    text = f"{cell}"
    return draw.choice([text, f" {text}", f"{text}　"])


def heading(column: Column, draw: random.Random) -> str:
    """One of the words that head a column, perhaps with a note."""
    word = draw.choice([column.header, *column.also])
    if word.isascii():
        return word
    return draw.choice([word, f"*{word}", f"{word}（必填）", f"{word}\n(文本)", f" {word} "])


TEXTS = [(mark, code) for mark in (",", "\t", "|", ";", "\x01") for code in ("utf-8", "utf-8-sig", "gb18030", "utf-16")]


def as_text(table: Printed, mark: str, encoding: str) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=mark).writerows(table)
    return stream.getvalue().encode(encoding)


CONTAINERS: dict[str, tuple[str, Callable[[Printed], bytes]]] = {
    "xlsx": (".xlsx", lambda table: forms.xlsx({"说明": [["本表由系统导出"]], "表": table})),
    "xls": (".xls", lambda table: forms.xls({"表": table})),
    "et": (".et", lambda table: forms.xls({"表": table})),
    "html": (".xls", lambda table: forms.html(table)),
    "xml": (".xls", lambda table: forms.spreadsheet(table)),
    **{f"text {mark!r} {code}": (".csv", lambda t, m=mark, c=code: as_text(t, m, c)) for mark, code in TEXTS},  # type: ignore[misc]
}


def deliverable(source: Source, draw: random.Random, container: str) -> tuple[list[dict[str, Any]], Printed]:
    """Rows, and how they are printed: columns in any order, some optional ones left out, titles and blank columns."""
    columns = [column for column in source.columns if column.required or draw.random() < 0.7]
    draw.shuffle(columns)
    known = [
        {column.name: value(column, draw) if column.required or draw.random() < 0.8 else None for column in columns}
        for _ in range(draw.randrange(2, 7))
    ]
    heads = {column.name: heading(column, draw) for column in columns}
    unit = draw.choice([10_000, 1_000, 1])
    words = {10_000: "万元", 1_000: "千元", 1: "元"}
    multiplied = [column.name for column in columns if column.type == YUAN and draw.random() < 0.5]
    for name in multiplied:
        heads[name] = f"{next(column.header for column in columns if column.name == name)}（{words[unit]}）"
    table: Printed = [[heads[column.name] for column in columns]]
    for row in known:
        cells = []
        for column in columns:
            cell = row[column.name]
            if cell is None:
                cells.append(draw.choice(["", "NULL", "\\N", "null"]) if not column.is_name else "")
            else:
                cells.append(f"{cell / unit}" if column.name in multiplied else printed(column, cell, draw))
        table.append(list(cells))
    if container in ("xlsx", "xls", "et", "html") and draw.random() < 0.5:
        table = [[None, *row] for row in table]
    elif draw.random() < 0.3:
        table = [[*row, "" if number else "备用1"] for number, row in enumerate(table)]
    if draw.random() < 0.5:
        table = [[f"{source.title}"], ["填报单位：某局"], *table]
    return known, table


@pytest.mark.slow
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    extract=st.sampled_from(sorted(SOURCES)),
    container=st.sampled_from(sorted(CONTAINERS)),
    is_zipped=st.booleans(),
    draw=st.randoms(use_true_random=False),
)
def test_any_mixture_of_forms_reads_as_the_same_rows(
    extract: str, container: str, is_zipped: bool, draw: random.Random, deliver: Deliver, tmp_path: Path
) -> None:
    source = SOURCES[extract]
    known, table = deliverable(source, draw, container)
    ending, made = CONTAINERS[container][0], CONTAINERS[container][1](table)
    if is_zipped:
        ending, made = ".zip", forms.zipped({f"名单{ending}": made})
    landed = deliver(made, f"x{ending}", source)
    found = [{name: row[name] for name in known[0]} for row in rows(landed)]
    assert found == known
    assert (landed.rejected, landed.emptied, landed.skipped) == (0, 0, 0)
