"""Which line of a file is the header, and which column of it is which.

A header may take two lines (缴费额 over 单位 and 个人), and its cells may carry notes: （元）, （必填）, a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from base.errors import Flaw
from base.text import fold
from sources.reader import offers
from sources.reader.offers import MEANS_ANOTHER, Offer

if TYPE_CHECKING:
    from sources.source import Source

LINES = 30
"""Exports put a title above the header, never a page."""

Line = tuple[int, Sequence[str]]

_NOTE = re.compile(r"[(（\[【〔<〈][^()（）\[\]【】〔〕<>〈〉]*[)）\]】〕>〉]")
_NUMBERING = re.compile(r"^\d{1,2}[.、．](?=[\u4e00-\u9fff])")
_BETWEEN = re.compile(r"[|/_-]")
_MANY = "亿|千万|百万|十万|万|千|百"
_UNIT = re.compile(
    rf"^(?:金额)?(?:计量)?(?:货币)?(?:计价)?(?:单位)?:?(?:人民币)?(?:(?P<of>{_MANY}|)元|(?P<bare>{_MANY}))$"
)
_UNIT_ABOVE = re.compile(
    rf"(?<!填报)(?<!报送)(?<!填表)(?<!编制)(?<!制表)(?<!缴费)单位[:,]*(?:[人户个家名笔次件]+[、,/])*(?:人民币)?(?P<of>{_MANY}|)元"
    rf"|[(（](?P<bare>{_MANY})元[)）]|以(?:人民币)?(?P<by>{_MANY}|)元为(?:金额|计量)?单位"
)
_UNIT_BEHIND = re.compile(rf"[/_,、:-]?(?:单位:?)?(?P<of>{_MANY}|)元$")
"""收入额/千元, 收入额万元: where the header without it names an amount."""
_FACTORS = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 1000, "百": 100, "": 1}
UNITS = {f"{many}元": factor for many, factor in _FACTORS.items()}
"""Units of amounts, and what makes yuan of them."""


@dataclass(frozen=True)
class Header:
    """A header line. `columns`: canonical name → position; `extra`: printed headers that no column claims."""

    line: int
    """Of its last line, where it takes several."""
    width: int
    columns: dict[str, int]
    extra: tuple[str, ...]
    missing: tuple[str, ...]
    cells: tuple[str, ...] = ()
    """As they are printed; those of two lines joined."""
    above: tuple[str, ...] = ()
    """The lines above it, each in one string: titles."""
    factors: dict[str, int] = field(default_factory=dict)
    """Canonical name of an amount → what it is multiplied by to be yuan, where it is not printed in yuan."""
    offers: tuple[Offer, ...] = ()
    """Unread headers that look like columns which the file lacks."""


def clean(cell: str) -> str:
    """A header cell in comparing form: folded, without blanks, quotes and the `*` of a form, case-insensitive."""
    text = fold(cell.replace("_x000D_", "").replace("_x000d_", ""))
    return "".join(char for char in text if char not in "*※★\"'“”‘’ :").casefold()


_ONE_MEANING = """
    身份证号 身份证号码 身份证 公民身份号码 居民身份证号码 证件号码 证件号 社会保障号码 社会保障号 GMSFHM SFZJHM
    姓名 人员姓名 XM AAC003
    单位名称 企业名称 用人单位 用人单位名称 公司名称 AAB004
    统一社会信用代码 社会信用代码 信用代码 统一信用代码 统一社会信用代码证号 UNISCID SHXYDM
    纳税人识别号 纳税识别号 纳税人识别码 扣缴义务人识别号 税号 NSRSBH
    单位编号 单位编码 社保单位编号 AAB001
    个人编号 人员编号 社保个人编号 AAC001
    联系电话 手机号 手机号码 联系方式 联系人电话 电话 电话号码
    险种类型 险种 参保险种 AAE140
    税款所属期 税款所属期起 所属期 SKSSQ_Z
    费款所属期 缴费所属期 AAE003
    参保日期 参保时间 AAC030
    法定代表人 法定代表人姓名 法人代表 FDDBRXM
    起始日期 起始时间 开始日期 开始时间
    截止日期 截止时间 结束日期 结束时间 终止日期
"""
"""A line: header words that mean the same, whatever the extract. A column that declares one has them all."""


@cache
def declared(source: Source) -> dict[str, str]:
    """The headers that the declaration itself gives to a column, in comparing form → canonical name."""
    return {
        clean(form): column.name
        for column in source.columns
        for spelling in (column.name, *column.also, column.header)
        # 村（社区）名称 with a note behind it is looked for without any brackets.
        for form in (_without_notes(fold(spelling)), spelling)
    }


@cache
def spellings(source: Source) -> dict[str, str]:
    """Every header that departments print for a column of this source, in comparing form → canonical name.

    What a declaration says comes before what a word means elsewhere; a word that two columns could claim is neither's.
    """
    own = declared(source)
    known: dict[str, str] = {}
    for line in _ONE_MEANING.strip().splitlines():
        words = [clean(word) for word in line.split()]
        names = {own[word] for word in words if word in own}
        if len(names) == 1:
            known |= dict.fromkeys(words, names.pop())
    return known | own


def named(known: dict[str, str], cell: str) -> str | None:
    """The column that a header cell names, with or without a note behind it; None: none."""
    whole = clean(cell)
    if whole in known or not whole:
        return known.get(whole)
    inner = clean(_NUMBERING.sub("", _without_notes(fold(cell))))
    bare = known.get(inner) or _twice_named(known, inner)
    if bare is None and inner.endswith("元"):
        bare = known.get(_UNIT_BEHIND.sub("", inner))
        bare = bare if bare and bare.endswith("yuan") else None
    return None if bare is None or any(MEANS_ANOTHER.search(note) for note in _NOTE.findall(fold(cell))) else bare


def _without_notes(text: str) -> str:
    """A header without what stands in brackets, in brackets within brackets, too."""
    inner = _NOTE.sub("", text)
    return inner if inner == text else _without_notes(inner)


def _twice_named(known: dict[str, str], inner: str) -> str | None:
    """AAC003|姓名: a code and a word for one column."""
    names = {known.get(part) for part in _BETWEEN.split(inner)}
    return names.pop() if len(names) == 1 else None


def recognised(source: Source, cells: Sequence[str]) -> int:
    """How many cells of a line name a column: 0 for a line of data."""
    known = spellings(source)
    return len({named(known, cell) for cell in cells} - {None})


def find(source: Source, lines: Iterable[Line], name: str = "") -> Header:
    """The first of these (line, cells), or two together, that names all required columns.

    Flaw: no line does; it names the missing columns and what comes nearest in the line that names the most.
    """
    lines = list(lines)
    try:
        found = _found(source, lines)
    except _Lacking as lacking:
        raise _missing(source, lacking.header, _offers(source, lacking.header, lines)) from None
    if name and unit_in(fold(name)) not in (None, 1) and not any(unit_in(text) for text in found.above):
        above = (*found.above, fold(name))
        found = replace(found, above=above, factors=_factors(source, found.cells, found.columns, above))
    return replace(found, offers=_offers(source, found, lines)) if found.extra and found.missing else found


class _Lacking(Exception):  # noqa: N818 (find makes a sentence of it)
    """The best header of a file lacks required columns."""

    def __init__(self, found: Header) -> None:
        super().__init__()
        self.header = found


def _offers(source: Source, found: Header, lines: Sequence[Line]) -> tuple[Offer, ...]:
    """What a county could say of the unread headers, judged by the first rows below."""
    unread = set(found.extra)
    printed = {fold(cell): at for at, cell in enumerate(found.cells) if fold(cell) in unread}
    return offers.of_headers(source, found.missing, printed, [cells for line, cells in lines if line > found.line])


def _found(source: Source, lines: Sequence[Line]) -> Header:
    """The header. _Lacking: none has all required columns. Flaw: there is none."""
    required = {column.name for column in source.columns if column.required}
    known = spellings(source)
    seen: list[Line] = []
    best: tuple[int, Line] = (0, (0, ()))
    pending: Line | None = None
    for line, cells in lines:
        seen.append((line, cells))
        if pending is not None:
            return _header(source, _with_next(known, pending, (line, cells)), seen)
        names = _names(known, cells)
        if names >= required and len(names) > 1:
            pending = line, cells
            continue
        if len(seen) > 1:
            joined = _joined(known, seen[-2][1], cells)
            both = _names(known, joined)
            if both >= required and len(both) > max(1, len(names), len(_names(known, seen[-2][1]))):
                return _header(source, (line, joined), seen)
        if len(names) > best[0]:
            best = len(names), (line, cells)
    if pending is not None:
        return _header(source, pending, seen)
    if best[0] < 2:
        raise _none(source, seen)
    raise _Lacking(_header(source, best[1], seen))


def _names(known: dict[str, str], cells: Sequence[str]) -> set[str]:
    return {name for cell in cells if (name := named(known, cell))}


def _with_next(known: dict[str, str], upper: Line, lower: Line) -> Line:
    """A header line, or it and the next, where the two together name more columns and hold no row of data.

    A next line of nothing but units (元, （万元）) is a part of the header, too.
    """
    if with_units := _with_units(upper, lower):
        return with_units
    joined = _joined(known, upper[1], lower[1])
    gained = _names(known, joined) - _names(known, upper[1])
    return (lower[0], joined) if gained and _names(known, upper[1]) <= _names(known, joined) else upper


def _with_units(upper: Line, lower: Line) -> Line | None:
    """A header line with the units that stand below it as notes; None: the next line is none of units."""
    cells = [fold(cell).strip("()（）") for cell in lower[1]]
    if not any(cells) or not all(not cell or _UNIT.match(clean(cell)) for cell in cells):
        return None
    below = [*cells, *[""] * (len(upper[1]) - len(cells))]
    return lower[0], [f"{cell}（{unit}）" if unit else cell for cell, unit in zip(upper[1], below, strict=False)]


def _joined(known: dict[str, str], upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two lines of a header as one: a cell over several lower ones belongs to each of them."""
    joined = []
    group = ""
    for position in range(max(len(upper), len(lower))):
        above = upper[position] if position < len(upper) else ""
        below = lower[position] if position < len(lower) else ""
        group = above if above.strip() else group if below.strip() else ""
        tried = (f"{below}{group}", f"{group}{below}", below, group)
        joined.append(next((cell for cell in tried if named(known, cell)), below or above) if below.strip() else above)
    return joined


def _header(source: Source, found: Line, seen: Sequence[Line]) -> Header:
    line, cells = found
    known = spellings(source)
    columns: dict[str, int] = {}
    extra = []
    plain = {known[clean(cell)] for cell in cells if clean(cell) in known}
    own = declared(source)
    certain = {own[clean(cell)] for cell in cells if clean(cell) in own}
    required = {column.name for column in source.columns if column.required}
    for position, cell in enumerate(cells):
        name = named(known, cell)
        if name in plain and clean(cell) not in known:
            name = None  # 姓名（拼音） beside 姓名
        if clean(cell) not in own and (name in certain or (name in columns and name not in required)):
            name = None  # 手机号 beside 联系电话, where the declaration says 联系电话
        if name is None:
            if clean(cell):
                extra.append(fold(cell))
        elif name in columns:
            twice = f"“{fold(cells[columns[name]])}”和“{fold(cell)}”"
            raise Flaw(f"第{line}行表头里{twice}是同一列（{name}）", "只保留其中一列后重新提供")
        else:
            columns[name] = position
    missing = tuple(column.name for column in source.columns if column.name not in columns)
    above = tuple("".join(map(fold, before)) for number, before in seen if number < line)
    factors = _factors(source, cells, columns, above)
    return Header(line, len(cells), columns, tuple(extra), missing, tuple(cells), above, factors)


def _factors(source: Source, cells: Sequence[str], columns: dict[str, int], above: Sequence[str]) -> dict[str, int]:
    """What amounts are multiplied by: the unit in the header's cell, else what a line above names, else the county."""
    general = next((unit for text in reversed(above) if (unit := unit_in(text)) is not None), None)
    factors = {}
    for column in source.columns:
        if column.type != "yuan" or column.name not in columns:
            continue
        cell = fold(cells[columns[column.name]])
        found = [_UNIT.match(clean(note[1:-1])) for note in _NOTE.findall(cell)]
        found += [_UNIT_BEHIND.search(clean(_NOTE.sub("", cell)))]
        printed = next((_factor(match) for match in found if match), general)
        factor = UNITS[column.unit or "元"] if printed is None else printed
        if factor != 1:
            factors[column.name] = factor
    return factors


def unit_in(text: str) -> int | None:
    """What makes yuan of amounts in the unit that a title, a note or a sheet's name tells; None: it tells none."""
    match = _UNIT_ABOVE.search(text)
    return _factor(match) if match else None


def _factor(match: re.Match[str]) -> int:
    named = match.groupdict()
    return _FACTORS[named.get("bare") or named.get("by") or named.get("of") or ""]


def _missing(source: Source, header: Header, offered: tuple[Offer, ...]) -> Flaw:
    """The sentence for a header that lacks required columns."""
    lacking = [column for column in source.columns if column.required and column.name in header.missing]
    named = []
    for column in lacking:
        near = process.extractOne(column.header, header.extra, scorer=fuzz.ratio, score_cutoff=40)
        named.append(f"“{column.header}”" + (f"（最接近的表头是“{near[0]}”）" if near else ""))
    return Flaw(
        f"第{header.line}行表头缺少必需的列{'、'.join(named)}",
        f"补上“{'、'.join(column.header for column in lacking)}”列后重新提供",
        offered,
    )


def _none(source: Source, seen: Sequence[Line]) -> Flaw:
    """The sentence for a file without a header: it may be there and be garbled, or cut by a mark that is none."""
    known = spellings(source)
    if seen and "".join(seen[0][1]).lstrip().startswith(("{", "[{")):
        return Flaw("是 JSON，不是表格", "从原系统导出为 .xlsx 或 CSV 后提供")
    if len(_names(known, [cells[0] for _, cells in seen if cells])) > 1:
        return Flaw("表头竖着排在第一列（行列颠倒）", "把行和列转置、一人一行后重新提供")
    for line, cells in seen:
        if _is_garbled(known, cells):
            return Flaw(
                f"第{line}行的表头是乱码，导出或另存时用错了编码", "从原系统按 UTF-8 或 GB18030 编码重新导出，不要转存"
            )
        for mark in _OTHER_MARKS:
            if len(_names(known, "".join(cells).split(mark))) > 1:
                width = "全角" if mark in "，、；" else ""
                named = "空格" if mark == " " else f"{width}“{mark}”"
                return Flaw(f"第{line}行的表头用{named}分隔", "用逗号或制表符分隔，或以 .xlsx 提供")
    wanted = "、".join(column.header for column in source.columns if column.required)
    return Flaw(f"前{LINES}行里没有找到表头（应有列：{wanted}）", "带表头重新导出")


_OTHER_MARKS = ("@|@", "|!|", "|#|", "#|#", "|!", "!|", "@@", "##", "$$", *"，、；@#!$&*/ ")
"""What is recognised between the words of a header and yet not read."""
_MISREAD = (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"), ("cp1252", "gb18030"))
"""How text becomes garbled: written as the second, read as the first."""


def _is_garbled(known: dict[str, str], cells: Sequence[str]) -> bool:
    words = [word for word in known if not word.isascii()]
    broken = 0
    for cell in cells:
        for read_as, written in _MISREAD:
            # What was cut in two is lost: the rest still shows a word of ours.
            text = cell.encode(read_as, "ignore").decode(written, "ignore")
            if len(clean(text)) > 1 and any(word.startswith(clean(text)) for word in words):
                return True
        broken += "\ufffd" in cell or "锟斤" in cell or (len(cell.strip()) > 1 and not cell.strip().strip("?？"))
    return broken > 1 and broken * 2 >= len(cells)
