"""What stands around a value or instead of it: marks of programs, placeholders, masks, broken text.

Whole columns are looked at by their bytes; only what looks odd there is looked at one by one.
"""

import html
import re
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from base.text import fold

EMPTY = "必需的列有许多空格（合并的单元格只在第一行有值时也是这样），请每行都填"
ODD_LENGTH = "位数不对（不是15位或18位），或有别的字符"
BROKEN = "文字损坏（有乱码、问号或“锟斤拷”），请按 UTF-8 或 GB18030 编码重新导出"
MASKED_NAME = "姓名、名称被遮盖（有 * 号），请提供完整的姓名"
NOTED_NAME = "姓名后面有括号注明（如“已故”“曾用名”），照样读了，请核对"
SEVERAL_NAMES = "一格里像有几个人的姓名，照样读了，请每人一行"
NO_NAME = "姓名里没有字（如“1”“.”“-”），照样读了，请补上姓名"
MASKED = "号码被遮盖（有 * 号），请提供完整的号码"
ERROR = "是 Excel 的错误值（#N/A、#VALUE! 等），不是数据"


class Bad(str):
    """Why a value cannot be used."""

    __slots__ = ()


class Odd(NamedTuple):
    """A value that can be used, and what is told of it."""

    value: Any
    reason: str


_PROGRAMS = (
    *("null", "(null)", "[null]", "<null>", "{null}", "nil", "none", "nan", "nat"),
    *("\\n", "\\\\n", "n/a"),
)
_PEOPLE = (
    *("na", "无", "暂无", "没有", "不详", "未知", "未填", "不明", "待定", "待核", "待补", "空", "(空)", "(无)"),
    *("/", "//", "\\", "-", "--", "---", "—", "——", "―", "–", "−", "...", "…", "、", "。"),
)
NOTHING = frozenset(_PROGRAMS)
"""What programs write for an empty cell, in any column; nobody is called so."""
NOTHING_KNOWN = frozenset((*_PROGRAMS, *_PEOPLE))
"""What people write, too, where there is no number, day or amount. Somebody may be called 无: not in names."""
_LONGEST = max(len(word.encode()) for word in NOTHING_KNOWN)

_WORDS_OF_PROGRAMS = np.isin(np.arange(256), [(w.upper() if up else w).encode()[0] for w in NOTHING for up in (0, 1)])
_WORDS = np.isin(np.arange(256), [word.encode()[0] for word in NOTHING_KNOWN]) | _WORDS_OF_PROGRAMS
"""First bytes of these words, small and capital."""
_LEADING = np.array([char in (0x27, 0x60, 0x3D, 0xE2) for char in range(256)])
"""First bytes of ' ` = ‘ ’."""
_FORMULA = re.compile(r'=\s*["“”](.*)["“”]', re.DOTALL)
_APOSTROPHE = re.compile(r"['`‘’]+([^'`‘’]*)['`‘’]?")
_ERROR = re.compile(r"#(?:N/A|VALUE!|REF!|DIV/0!|NUM!|NAME\?|NULL!|#+)", re.IGNORECASE)


def starts(strings: pa.Array) -> np.ndarray:
    """The first byte of each string; 0 where there is none."""
    offsets, data = strings.buffers()[1:3]
    if data is None or not len(strings):
        return np.zeros(len(strings), np.uint8)
    at = np.frombuffer(offsets, np.int32)[strings.offset : strings.offset + len(strings) + 1]
    content = np.frombuffer(data, np.uint8)
    if not content.size:
        return np.zeros(len(strings), np.uint8)
    return np.where(np.diff(at) > 0, content[np.minimum(at[:-1], content.size - 1)], 0)


def bare(strings: pa.Array, is_name: bool, is_code: bool = False) -> tuple[pa.Array, dict[int, str]]:
    """Without leading marks of text, empty where something stands for nothing; Excel's errors as text are bad."""
    first = starts(strings)
    odd = np.flatnonzero(_LEADING[first] | (first == 0x23))
    bad: dict[int, str] = {}
    if len(odd):
        texts = strings.to_pylist()
        for position in odd.tolist():
            text = texts[position]
            if text and _ERROR.fullmatch(text):
                bad[position] = ERROR
                texts[position] = ""
            elif text:
                texts[position] = _unmarked(text)
        strings = pa.array(texts, pa.string())
    return (strings if is_code else emptied(strings, is_name)), bad


def _unmarked(text: str) -> str:
    """`="001"` and `'001` as 001; a name may begin with a quote that closes further on."""
    if match := _FORMULA.fullmatch(text):
        return match[1].replace('""', '"').strip()
    match = _APOSTROPHE.fullmatch(text)
    return match[1].strip() if match else text


def emptied(strings: pa.Array, is_name: bool) -> pa.Array:
    """Empty where a word stands for nothing; only short values are looked at."""
    first = starts(strings)
    # Numbers stand for something, and no name in Han is one of these words.
    likely = _WORDS_OF_PROGRAMS[first] if is_name else _WORDS[first]
    if not likely.any():
        return strings
    short = pc.less_equal(pc.binary_length(strings), _LONGEST).fill_null(False)
    positions = np.flatnonzero(short.to_numpy(zero_copy_only=False) & likely)
    if not len(positions):
        return strings
    words = pa.array(sorted(NOTHING if is_name else NOTHING_KNOWN))
    chosen = pc.ascii_lower(strings.take(pa.array(positions)))
    hits = positions[pc.is_in(chosen, words).to_numpy(zero_copy_only=False)]
    if not len(hits):
        return strings
    mask = np.zeros(len(strings), bool)
    mask[hits] = True
    return pc.if_else(pa.array(mask), pa.scalar("", pa.string()), strings)


# Numbers that are names ----------------------------------------------------------------------------------------------

_ID = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII)
_LABEL = re.compile(
    r"(?:公民|居民)?(?:二代)?身份(?:证|证件)?(?:号码|号)?[:：]?|证件(?:号码|号)[:：]?|(?:ID|SFZ)[:：]", re.IGNORECASE
)
_EDGES = " \t'`‘’“”\"#.,;:。，；：、·_-—|/()[]"
_INSIDE = re.compile(r"[\s\-–—_·.]+")
_LIKE_X = re.compile(r"(\d{17})[×ⅩⅹХх✕✖✗╳ΧχxX]", re.ASCII)
_X_IN_NUMBER = re.compile(r"(?=.*[×ⅩⅹХх✕✖✗╳Χχ])[0-9A-Z×ⅩⅹХх✕✖✗╳Χχ]{15,}", re.ASCII)
_MASK = re.compile(r"[\dA-Z]*(?:[*●○·•#×✕▇█■□◆◇※△▲]{2,}|(?<=\d)X{3,}|(?<=\d)[?_]{3,})[\dA-Z*]*", re.IGNORECASE)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


_LIKE_ID = re.compile(r"(?:.*\d){14}.*", re.ASCII)
"""What is meant to be an ID number, and is none."""


def id_number(text: str) -> str | Bad | Odd:
    """An ID number without what stands around it, its X written as one; as printed where it is none."""
    inner = _LABEL.sub("", text, count=1).strip(_EDGES) if not _ID.fullmatch(text) else text
    inner = _INSIDE.sub("", inner)
    if match := _LIKE_X.fullmatch(inner):
        inner = f"{match[1]}X"
    elif re.fullmatch(r"\d{17}\*", inner, re.ASCII) and check_digit(inner) == "X":
        inner = f"{inner[:17]}X"
    if _ID.fullmatch(inner):
        return inner
    # In other numbers dashes and dots divide.
    if _LIKE_ID.fullmatch(text) and not is_masked(text):
        return Odd(text, ODD_LENGTH)
    is_hidden = is_masked(text) or re.fullmatch(r"\d{3,}[-–—.…]{2,}\d{0,4}[\dX]?", text, re.ASCII)
    return Bad(MASKED) if is_hidden else text


def with_x(number: str) -> str:
    """A credit code or taxpayer number with X where another sign was written for it."""
    return re.sub("[^0-9A-Z]", "X", number) if _X_IN_NUMBER.fullmatch(number) else number


def check_digit(number: str) -> str:
    """The last character of an ID number, as its first seventeen digits demand it."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11]


def is_masked(text: str) -> bool:
    """Whether some digits of a number were hidden."""
    return (bool(_MASK.fullmatch(text)) and any(char.isdigit() for char in text)) or bool(
        re.fullmatch(r"\d{5,17}\*", text)
    )


# Broken text ---------------------------------------------------------------------------------------------------------


def _gbk(leads: range, trails: range) -> str:
    pairs = (bytes((lead, trail)).decode("gb18030", "ignore") for lead in leads for trail in trails)
    return "".join(sorted({char for char in pairs if len(char) == 1 and "\u3400" <= char <= "\u9fff"}))


_FIRST, _SECOND = _gbk(range(0xE4, 0xEA), range(0x80, 0xC0)), _gbk(range(0x80, 0xC0), range(0xE4, 0xEA))
MAYBE_BROKEN = rf"[?*%&(\\\\□〓■▇\x{{fffd}}锟烫屯\x{{c0}}-\x{{ff}}]|[{_FIRST}][{_SECOND}]"
"""RE2: what tells a broken text alone, or what two characters of UTF-8 are when they are read as GBK."""
_LATIN = re.compile(r"[\u00c2-\u00f4][\u00a0-\u00bf‚„…†‡ˆ‰‹•·˜™›Œœ]")


_LOST = (b"?", "\ufffd".encode()[:1])
"""Bytes that stand where a character was lost; one byte is found at once."""


def may_be_broken(strings: pa.Array, is_persons: bool) -> bool:
    """Whether it is worth looking at each: names of people and employers always are, long words where a sign is."""
    data = strings.buffers()[2]
    if data is None or is_persons:
        return data is not None
    content = data.to_pybytes()
    return any(mark in content for mark in _LOST)


def holding(strings: pa.Array, table: bytes) -> np.ndarray:
    """Which values hold a byte for which this table of 256 has another than 0."""
    found = np.zeros(len(strings), bool)
    offsets, data = strings.buffers()[1:3]
    if data is None or not len(strings):
        return found
    at = np.frombuffer(offsets, np.int32)[strings.offset : strings.offset + len(strings) + 1]
    # A whole buffer of bytes is translated faster than an array is indexed by them.
    marked = memoryview(data)[at[0] : at[-1]].tobytes().translate(table)
    hits = np.flatnonzero(np.frombuffer(marked, np.uint8)) + at[0]
    found[np.searchsorted(at, hits, side="right") - 1] = True
    return found


_ESCAPES = re.compile(r"\\u[0-9a-fA-F]{4}|(?:%[0-9A-F]{2}){3}")
"""How JSON and addresses of pages write what is no ASCII."""
_REFERENCE = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|amp|lt|gt|quot|apos|nbsp);")


def without_references(text: str) -> str:
    """张&#19886; as 张䶮: how pages write characters that their encoding lacks."""
    return fold(html.unescape(text)) if _REFERENCE.search(text) else text


_LETTERLESS = np.array(
    [(char < 0x80 and not chr(char).isalpha()) or char in (0xC2, 0xE2, 0xE3, 0xEF) for char in range(256)]
)
"""First bytes of what is no letter: signs, digits, the punctuation of Chinese, the mark of a number cell."""
_OF_PEOPLE = (
    ((b"(",), r"\p{Han}\([^()]*\)$", NOTED_NAME),
    (("、".encode(), b",", b";", b"/"), r"\p{Han}[、,;/]\p{Han}", SEVERAL_NAMES),
)
"""Bytes that a name must hold to be looked at, what it then is like, and what is remarked of it."""


def of_people(strings: pa.Array) -> dict[int, str]:
    """What is remarked of names of people that are used all the same, by position: a note in brackets behind (companies
    have brackets of their own), several people in one cell, no letter at all."""
    data = strings.buffers()[2]
    if data is None:
        return {}
    content = data.to_pybytes()
    found: dict[int, str] = {}
    for signs, pattern, reason in _OF_PEOPLE:
        if any(sign in content for sign in signs):
            like = pc.match_substring_regex(strings, pattern).fill_null(False).to_numpy(zero_copy_only=False)
            found |= dict.fromkeys(np.flatnonzero(like).tolist(), reason)
    likely = np.flatnonzero(_LETTERLESS[starts(strings)] & _filled(strings))
    if len(likely):
        # A number as long as an ID number stands in the wrong column: that is told of both (`flows/plausible.py`).
        like = pc.match_substring_regex(strings.take(pa.array(likely)), r"^[^\p{L}]{1,14}$").to_numpy(
            zero_copy_only=False
        )
        found |= dict.fromkeys(likely[like].tolist(), NO_NAME)
    return found


def _filled(strings: pa.Array) -> np.ndarray:
    """Which values are no empty text."""
    filled: np.ndarray = pc.greater(pc.binary_length(strings), 0).fill_null(False).to_numpy(zero_copy_only=False)
    return filled


def is_broken(text: str) -> bool:
    """Whether a text was read or written in the wrong encoding, or holds what stands for a lost character."""
    if any(mark in text for mark in ("\ufffd", "锟斤", "烫烫", "屯屯", "?", "□", "〓", "■", "▇")) or _ESCAPES.search(
        text
    ):
        return True
    if re.search("[\u00c0-\u00ff]", text):
        letters = re.search("[A-Za-z]", text)
        return bool(_LATIN.search(text)) or (not letters and len(re.findall("[\u00c0-\u00ff]", text)) > 1)
    return _is_utf8_as_gbk(text)


def _is_utf8_as_gbk(text: str) -> bool:
    """Whether it is Chinese text again when its bytes are read as UTF-8; only common characters count."""
    meant = text.encode("gb18030", "ignore").decode("utf-8", "ignore")
    if len(meant) < 2 or len(meant) * 3 < len(text.encode("gb18030", "ignore")) - 2:
        return False
    try:
        meant.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return all("\u4e00" <= char <= "\u9fff" for char in meant)
