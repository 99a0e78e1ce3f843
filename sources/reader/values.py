"""One function per type: the distinct strings of a column become typed values, or a reason why not.

The reader calls these with the distinct strings of one block, so that each spelling is looked at once.
A reason is Chinese and never holds the value. An empty value is null, in every type, and never bad.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from base.text import FOLDED_BYTES, fold_all, shape
from sources.landed import ARROW
from sources.reader import codes, marks
from sources.reader.days import date_of, month_of
from sources.reader.marks import Bad, Odd
from sources.source import (
    AREA,
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

_ODD_BYTES = bytes(byte in FOLDED_BYTES for byte in range(256))
NUMBER_CELL = "\ufdd0"
"""Stands before a value that arrived as a number cell; a noncharacter, which no text carries."""

_LOST = "数字单元格，末位数字已丢失"
_SCIENTIFIC = "科学计数法，末位数字已丢失"
_FROM_A_NUMBER = "带小数点的数字（如 123.0），已去掉小数，前导零可能已丢失"


class Ignored:
    """A value that drops its row by name (supplementary insurances)."""


@dataclass(frozen=True)
class Typed:
    """Typed values in the order of the strings given; null where empty. What is odd about them is by position."""

    values: pa.Array
    bad: dict[int, str] = field(default_factory=dict)
    ignored: frozenset[int] = frozenset()
    remarks: dict[int, str] = field(default_factory=dict)
    """Of values that are used all the same."""


def typed(strings: pa.Array, column: Column) -> Typed:
    """Strings of one column → values of `ARROW[column.type]`. Never raises for a value."""
    strings = strings if _plain(strings) else _folded(strings)
    strings, errors = marks.bare(strings, column.is_name, column.type == CODE)
    found = _typed(strings, column)
    return replace(found, bad=found.bad | errors) if errors else found


def _typed(strings: pa.Array, column: Column) -> Typed:
    if column.type in (ID_NUMBER, USCC):
        return _document(strings, number_cells=column.type == USCC)
    if column.type == TEXT:
        if column.standard:
            return _STANDARDS[column.standard](strings)
        if column.is_name:
            found = _name(strings, column.name.endswith("_name"))
            odd = marks.of_people(strings) if column.name == "person_name" else {}
            return replace(found, remarks=odd | found.remarks) if odd else found
        if column.name.endswith("phone"):
            # Zeros for want of a number: many people would share it.
            strings = pc.if_else(pc.match_substring_regex(strings, "^0+$"), "", strings)
        return _document(strings, number_cells=True, spaced=True)
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


def _folded(strings: pa.Array) -> pa.Array:
    """Every value in one form; nearly all are, and hold no byte that a character to be folded begins with."""
    odd = marks.holding(strings, _ODD_BYTES)
    if not odd.any():
        return strings
    return pc.replace_with_mask(strings, pa.array(odd), pa.array(fold_all(strings.filter(pa.array(odd)).to_pylist())))


# Excel and Java print a number that is too long for its cell as 3.20923E+17 or 3.20923199001E17.
_LOST_DIGITS = re.compile(r"-?\d(\.\d+)?E\+\d{2,3}|-?\d\.\d+E\d{2,3}|\d{15,}\.\d+", re.IGNORECASE)
_LIKE_NUMBERS = np.array([char in b"-0123456789\xef" for char in range(256)])
"""First bytes of a number, and of `NUMBER_CELL`."""
_NUMBER_AS_TEXT = re.compile(r"(\d{1,14})\.0+", re.ASCII)
_CARD = r"^(\d{17}[\dX]|\d{15}|[A-Z]{1,3}\d{6,10})$"
"""An ID number, or a passport: nothing stands around it."""
_IS_CARD = re.compile(_CARD, re.ASCII)
_NUMBER = {False: r"^[0-9A-Z-]*[0-9][0-9A-Z-]*$", True: r"^[0-9A-Za-z-]*[0-9][0-9A-Za-z-]*$"}
"""Nothing to be looked at in these; by whether case stays."""


def _document(strings: pa.Array, number_cells: bool, spaced: bool = False) -> Typed:
    """Numbers that are names. `number_cells`: a short one may come from a number cell. `spaced`: blanks and case stay.

    Neither: ID numbers of people, of which fewer than eighteen digits are none.
    """
    is_card = not (number_cells or spaced)
    plain = pc.match_substring_regex(strings, _CARD if is_card else _NUMBER[spaced])
    odd = pc.and_(pc.invert(plain), pc.not_equal(strings, "")).fill_null(False)
    positions = np.flatnonzero(odd.to_numpy(zero_copy_only=False)).tolist()
    if not positions:
        return Typed(_emptied(strings))
    bad: dict[int, str] = {}
    remarks: dict[int, str] = {}
    mended: list[str | None] = []
    for position, cell in zip(positions, strings.filter(odd).to_pylist(), strict=True):
        text = _number(cell, number_cells, spaced)
        if isinstance(text, Bad):
            bad[position] = str(text)
        elif isinstance(text, Odd):
            remarks[position] = text.reason
        mended.append(None if isinstance(text, Bad) else text.value if isinstance(text, Odd) else text)
    return Typed(_emptied(pc.replace_with_mask(strings, odd, pa.array(mended, pa.string()))), bad, remarks=remarks)


def _number(cell: str, number_cells: bool, spaced: bool) -> str | Bad | Odd:
    """One number that is a name, as it is printed on the card or in the register."""
    text = cell.removeprefix(NUMBER_CELL)
    if not spaced:
        text = text.replace(" ", "").upper()
        if not number_cells and cell[0] != NUMBER_CELL and _IS_CARD.fullmatch(text):
            return text
    if text != cell and cell.startswith(NUMBER_CELL) and not (number_cells and _short(text)):
        return Bad(_LOST)
    if _LOST_DIGITS.fullmatch(text):
        return Bad(_SCIENTIFIC)
    if match := _NUMBER_AS_TEXT.fullmatch(text):
        return Odd(match[1], _FROM_A_NUMBER)
    if number_cells or spaced:
        return Bad(marks.MASKED) if marks.is_masked(text) else marks.with_x(text)
    return marks.id_number(text)


def _short(number: str) -> bool:
    """Whether a number cell still shows every digit: Excel keeps fifteen."""
    return "E" not in number.upper() and len(number.lstrip("-").partition(".")[0]) <= 15


def _emptied(strings: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(strings, ""), pa.scalar(None, pa.string()), strings)


def _name(strings: pa.Array, is_persons: bool) -> Typed:
    """Names, addresses and other words: as they are printed; what is broken is told."""
    bad: dict[int, str] = {}
    like_numbers = _LIKE_NUMBERS[marks.starts(strings)]
    if like_numbers.any():
        texts = strings.to_pylist()
        for position in np.flatnonzero(like_numbers).tolist():
            text = texts[position] and texts[position].removeprefix(NUMBER_CELL)
            if text and (_LOST_DIGITS.fullmatch(text) or not (text == texts[position] or _short(text))):
                bad[position] = _SCIENTIFIC if _LOST_DIGITS.fullmatch(text) else _LOST
            texts[position] = None if position in bad else text
        strings = pa.array(texts, pa.string())
    if not marks.may_be_broken(strings, is_persons):
        return Typed(_emptied(strings), bad)
    maybe = pc.match_substring_regex(strings, marks.MAYBE_BROKEN).fill_null(False)
    positions = np.flatnonzero(maybe.to_numpy(zero_copy_only=False)).tolist()
    texts = strings.filter(maybe).to_pylist()
    meant = [marks.without_references(text) for text in texts]
    if meant != texts:
        strings = pc.replace_with_mask(strings, maybe, pa.array(meant, pa.string()))
        texts = meant
    remarks = {
        position: marks.BROKEN if marks.is_broken(text) else marks.MASKED_NAME
        for position, text in zip(positions, texts, strict=True)
        if marks.is_broken(text) or (is_persons and "*" in text)
    }
    return Typed(_emptied(strings), bad, remarks=remarks)


def _ethnicity(strings: pa.Array) -> Typed:
    """汉, 汉族, 01 and HA are one; what GB/T 3304 does not list stays as printed."""
    found = [codes.ETHNICITIES.get(text.upper(), text) or None if text else None for text in strings.to_pylist()]
    return Typed(pa.array(found, pa.string()))


# One value after the other: few are distinct ------------------------------------------------------------------------


def _each(one: Callable[[str], Any], strings: pa.Array, arrow: pa.DataType) -> Typed:
    found = [one(text) if text else None for text in strings.to_pylist()]
    odd = [(position, value) for position, value in enumerate(found) if value.__class__ in (Bad, Ignored, Odd)]
    for position, value in odd:
        found[position] = value.value if isinstance(value, Odd) else None
    bad = {position: str(value) for position, value in odd if isinstance(value, Bad)}
    remarks = {position: value.reason for position, value in odd if isinstance(value, Odd)}
    ignored = frozenset(position for position, value in odd if isinstance(value, Ignored))
    return Typed(pa.array(found, arrow), bad, ignored, remarks)


def code_of(known: dict[str, str], dropped: frozenset[str], text: str) -> str | Bad | Ignored | None:
    """The canonical value of a code, with or without its label; `Ignored` for a value whose row is dropped by name."""
    spelling = codes.key(text)
    if spelling in dropped:
        return Ignored()
    if spelling in known:
        return known[spelling]
    if text.lower() in marks.NOTHING_KNOWN:
        return None
    found = codes.labelled(known | dict.fromkeys(dropped, ""), spelling)
    if found is None:
        return Bad(f"代码没有对照，形如“{shape(text)}”")
    return found or Ignored()


def year_of(text: str) -> int | Bad:
    """2024, 2024年, 2024年度."""
    match = re.fullmatch(r"([12]\d{3})(?:\.0+|年度?)?", text, re.ASCII)
    return int(match[1]) if match else Bad("不是年份")


def count_of(text: str) -> int | Bad:
    """A whole number, with thousands separators, 人 or .0 at most."""
    match = re.fullmatch(r"(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.0+)?(?:人|个?月)?", text, re.ASCII)
    return int(match[1].replace(",", "")) if match else Bad("不是整数")


def area_of(text: str) -> str | Bad:
    """A county (6 digits), a town (9) or a village (12)."""
    match = re.fullmatch(r"(\d{6}|\d{9}|\d{12})(?:\.0+)?", text, re.ASCII)
    return match[1] if match else Bad("区划代码不是6、9或12位数字")


# Amounts: many are distinct, nearly all are printed plainly ---------------------------------------------------------

_PLAIN_AMOUNT = r"^-?\d{1,15}(\.\d{1,2})?$"
_SEPARATED_AMOUNT = r"^-?\d{1,3}(,\d{3}){1,4}(\.\d{1,2})?$"
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<minus>[-−+]?) ?(?:[¥￥]|RMB|CNY|人民币)? ?(?P<inner>[-−+]?)"
    r"(?P<digits>(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d*)?|\.\d+)(?P<power>E[-+]?\d{1,3})?"
    r"(?P<behind>[-−])? ?(?P<many>万)?(?:[元圆]整?)?(?P<close>\))?",
    re.ASCII | re.IGNORECASE,
)
_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 15
_MANY = 10_000


def yuan_of(text: str) -> Decimal | Bad:
    """An amount as it is printed, rounded half up to whole cents."""
    amount = exact_yuan(text)
    return amount if isinstance(amount, Bad) else amount.quantize(_CENT, ROUND_HALF_UP)


def exact_yuan(text: str, factor: int = 1) -> Decimal | Bad:
    """An amount as it is printed: (1.5), -1.5 and 1.5- are negative. `factor` counts where 万 does not stand behind."""
    match = _AMOUNT.fullmatch(text)
    if match is None or (match["open"] is None) != (match["close"] is None):
        return Bad("不是金额")
    signs = [sign for sign in (match["open"], match["minus"], match["inner"], match["behind"]) if sign]
    if len(signs) > 1:
        return Bad("不是金额")
    digits = match["digits"].replace(",", "").replace(" ", "")
    amount = Decimal(digits + (match["power"] or "")) * (_MANY if match["many"] else factor)
    if amount >= _MOST:
        return Bad("金额过大")
    return -amount if signs and signs != ["+"] else amount


def _yuan(strings: pa.Array) -> Typed:
    plain = pc.match_substring_regex(strings, _PLAIN_AMOUNT)
    separated = pc.match_substring_regex(strings, _SEPARATED_AMOUNT).fill_null(False)
    if pc.any(separated).as_py():
        strings = pc.if_else(separated, pc.replace_substring(strings, ",", ""), strings)
        plain = pc.or_(plain, separated)
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
