"""One function per type: the distinct strings of a column become typed values, or a reason why not.

The reader calls these with the distinct strings of one block, so that each spelling is looked at once.
A reason is Chinese and never holds the value. An empty value is null, in every type, and never bad.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from base.text import FOLDED, fold_all, shape
from sources.reader import codes
from sources.source import (
    AREA,
    ARROW,
    CODE,
    COUNT,
    DATE,
    GB_3304,
    ID_NUMBER,
    MONTH,
    TEXT,
    USCC,
    YEAR,
    YUAN,
    Column,
)  # fmt: skip

NUMBER_CELL = "\ufdd0"
"""Stands before a value that arrived as a number cell; a noncharacter, which no text carries."""

_LOST = "数字单元格，末位数字已丢失"
_SCIENTIFIC = "科学计数法，末位数字已丢失"


class Bad(str):
    """Why a value cannot be used."""

    __slots__ = ()


class Ignored:
    """A value that drops its row by name (supplementary insurances)."""


@dataclass(frozen=True)
class Typed:
    """Typed values in the order of the strings given; null where empty, `bad` or `ignored` (both by position)."""

    values: pa.Array
    bad: dict[int, str] = field(default_factory=dict)
    ignored: frozenset[int] = frozenset()


def typed(strings: pa.Array, column: Column) -> Typed:
    """Strings of one column → values of `ARROW[column.type]`. Never raises for a value."""
    strings = strings if _plain(strings) else _mend(strings, FOLDED, fold_all)
    if column.type in (ID_NUMBER, USCC):
        return _document(strings, number_cells=column.type == USCC)
    if column.type == TEXT:
        return _STANDARDS[column.standard](strings) if column.standard else _text(strings)
    if column.type == YUAN:
        return _yuan(strings)
    if column.type == CODE:
        return _each(partial(code_of, codes.spellings(column), codes.ignored(column)), strings, pa.string())
    return _each(_ONE[column.type], strings, ARROW[column.type])


# Strings that stay strings -----------------------------------------------------------------------------------------


def _plain(strings: pa.Array) -> bool:
    """Whether all bytes are printable ASCII without a blank: then there is nothing to fold."""
    data = strings.buffers()[2]
    if data is None:
        return True
    seen = np.frombuffer(data, np.uint8)
    return seen.size == 0 or (seen.min() > 0x20 and seen.max() < 0x7F)


def _mend(strings: pa.Array, pattern: str, mended: Callable[[list[str]], list[str]]) -> pa.Array:
    """Put the values that hold `pattern` through `mended`; the others, nearly all, are not touched."""
    mask = pc.match_substring_regex(strings, pattern).fill_null(False)
    chosen = strings.filter(mask).to_pylist()
    return pc.replace_with_mask(strings, mask, pa.array(mended(chosen), pa.string())) if chosen else strings


def _capital(texts: list[str]) -> list[str]:
    """Document numbers as they are printed on the card; a leading apostrophe is how Excel is told that it is text."""
    return [text.lstrip("'’").replace(" ", "").upper() for text in texts]


# Excel and Java print a number that is too long for its cell as 3.20923E+17 or 3.20923199001E17.
_LOST_DIGITS = re.compile(r"-?\d(\.\d+)?E\+\d{2,3}|-?\d\.\d+E\d{2,3}|\d{15,}\.\d+", re.IGNORECASE)
_MAYBE_LOST = r"^-?\d(\.\d+)?[Ee]\+?\d{2,3}$|^\d{15,}\.\d+$"


def _document(strings: pa.Array, number_cells: bool, spaced: bool = False) -> Typed:
    """Numbers and names. `number_cells`: a short number may come from a number cell. `spaced`: blanks and case stay."""
    if not spaced:
        strings = _mend(strings, r"[a-z ]|^['’]", _capital)
    suspects = pc.match_substring_regex(strings, f"{_MAYBE_LOST}|^{NUMBER_CELL}")
    bad: dict[int, str] = {}
    if pc.any(suspects).as_py():
        fixed = strings.to_pylist()
        for position in np.flatnonzero(suspects.fill_null(False).to_numpy(zero_copy_only=False)).tolist():
            cell = fixed[position]
            text = cell.removeprefix(NUMBER_CELL)
            if text != cell and not (number_cells and _short(text)):
                bad[position] = _LOST
            elif _LOST_DIGITS.fullmatch(text):
                bad[position] = _SCIENTIFIC
            fixed[position] = None if position in bad else text
        strings = pa.array(fixed, pa.string())
    return Typed(_emptied(strings), bad)


def _short(number: str) -> bool:
    """Whether a number cell still shows every digit: Excel keeps fifteen."""
    return "E" not in number.upper() and len(number.lstrip("-").partition(".")[0]) <= 15


def _emptied(strings: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(strings, ""), pa.scalar(None, pa.string()), strings)


def _text(strings: pa.Array) -> Typed:
    return _document(strings, number_cells=True, spaced=True)


def _ethnicity(strings: pa.Array) -> Typed:
    """汉, 汉族, 01 and HA are one; what GB/T 3304 does not list stays as printed."""
    found = [codes.ETHNICITIES.get(text.upper(), text) or None if text else None for text in strings.to_pylist()]
    return Typed(pa.array(found, pa.string()))


# One value after the other: few are distinct ------------------------------------------------------------------------


def _each(one: Callable[[str], Any], strings: pa.Array, arrow: pa.DataType) -> Typed:
    found = [one(text) if text else None for text in strings.to_pylist()]
    odd = [(position, value) for position, value in enumerate(found) if value.__class__ in (Bad, Ignored)]
    for position, _ in odd:
        found[position] = None
    bad = {position: str(value) for position, value in odd if isinstance(value, Bad)}
    return Typed(pa.array(found, arrow), bad, frozenset(position for position, _ in odd if position not in bad))


def code_of(known: dict[str, str], dropped: frozenset[str], text: str) -> str | Bad | Ignored:
    """The canonical value of a code; `Ignored` for a value whose row is dropped by name."""
    spelling = codes.key(text)
    if spelling in dropped:
        return Ignored()
    return known.get(spelling) or Bad(f"代码没有对照，形如“{shape(text)}”")


_DATE = re.compile(
    r"(?:(?P<y1>\d{4})(?P<m1>\d{2})(?P<d1>\d{2})"
    r"|(?P<y2>\d{4})(?P<sign>[-/.])(?P<m2>\d{1,2})(?P=sign)(?P<d2>\d{1,2})"
    r"|(?P<y3>\d{4})年(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日?)"
    r"(?:[T ]?(?:\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?(?:\+08:?00)?|\d{1,2}时(?:\d{1,2}分)?(?:\d{1,2}秒)?|\d{6}))?",
    re.ASCII,
)
_MONTH = re.compile(r"(\d{4})(?:(\d{2})|[-/](\d{1,2})|\.(\d{2})|年(\d{1,2})月)", re.ASCII)


@lru_cache(maxsize=200_000)
def date_of(text: str) -> date | Bad | None:
    """A calendar day in any of the printed forms, with or without a time; 9999-12-31 is an open end."""
    match = _DATE.fullmatch(text)
    if match is None:
        return Bad("不是日期")
    year, month, day = (int(match[f"{part}1"] or match[f"{part}2"] or match[f"{part}3"]) for part in "ymd")
    if (year, month, day) == (9999, 12, 31):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return Bad("日历上没有这一天")


@lru_cache(maxsize=20_000)
def month_of(text: str) -> date | Bad | None:
    """The first day of the month that a month or a full date names."""
    match = _MONTH.fullmatch(text)
    if match is None:
        day = date_of(text)
        if isinstance(day, Bad):
            return day if day != "不是日期" else Bad("不是年月")
        return day and day.replace(day=1)
    year, month = int(match[1]), int(next(filter(None, match.groups()[1:])))
    if (year, month) == (9999, 12):
        return None
    return date(year, month, 1) if year and 1 <= month <= 12 else Bad("日历上没有这个月")


def year_of(text: str) -> int | Bad:
    """2024, 2024年, 2024年度."""
    match = re.fullmatch(r"([12]\d{3})(?:年度?)?", text, re.ASCII)
    return int(match[1]) if match else Bad("不是年份")


def count_of(text: str) -> int | Bad:
    """A whole number, with thousands separators, 人 or .0 at most."""
    match = re.fullmatch(r"(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.0+)?(?:人|个?月)?", text, re.ASCII)
    return int(match[1].replace(",", "")) if match else Bad("不是整数")


def area_of(text: str) -> str | Bad:
    """A county (6 digits), a town (9) or a village (12)."""
    return text if re.fullmatch(r"\d{6}|\d{9}|\d{12}", text, re.ASCII) else Bad("区划代码不是6、9或12位数字")


# Amounts: many are distinct, nearly all are printed plainly ---------------------------------------------------------

_PLAIN_AMOUNT = r"^-?\d{1,15}(\.\d{1,2})?$"
_AMOUNT = re.compile(
    r"(?P<minus>[-−]?) ?[¥￥]? ?(?P<inner>[-−]?)"
    r"(?P<digits>(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+)(?P<power>E[-+]?\d{1,3})? ?元?",
    re.ASCII | re.IGNORECASE,
)
_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 15


def yuan_of(text: str) -> Decimal | Bad:
    """An amount as it is printed, rounded half up to whole cents."""
    match = _AMOUNT.fullmatch(text)
    if match is None or (match["minus"] and match["inner"]):
        return Bad("不是金额")
    amount = Decimal(match["digits"].replace(",", "") + (match["power"] or ""))
    if amount >= _MOST:
        return Bad("金额过大")
    if match["minus"] or match["inner"]:
        amount = -amount
    return amount.quantize(_CENT, ROUND_HALF_UP)


def _yuan(strings: pa.Array) -> Typed:
    plain = pc.match_substring_regex(strings, _PLAIN_AMOUNT)
    amounts = pc.if_else(plain, strings, pa.scalar(None, pa.string())).cast(ARROW[YUAN])
    others = pc.and_not(pc.not_equal(strings, ""), plain).fill_null(False)
    if not pc.any(others).as_py():
        return Typed(amounts)
    slow = _each(yuan_of, strings.filter(others), ARROW[YUAN])
    positions = np.flatnonzero(others.to_numpy(zero_copy_only=False)).tolist()
    bad = {positions[position]: reason for position, reason in slow.bad.items()}
    return Typed(pc.replace_with_mask(amounts, others, slow.values), bad)


_ONE: dict[str, Callable[[str], Any]] = {
    DATE: date_of,
    MONTH: month_of,
    YEAR: year_of,
    COUNT: count_of,
    AREA: area_of,
}
_STANDARDS: dict[str, Callable[[pa.Array], Typed]] = {GB_3304: _ethnicity}
