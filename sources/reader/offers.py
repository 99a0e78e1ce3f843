"""What a county could say so that more of a file is read: what an unread column is, what an unknown code means.

An offer holds printed headers and codes that many rows share, never what stands for one person.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
from rapidfuzz import fuzz, process

from base.text import HAN, fold
from sources.reader import codes, marks
from sources.reader.values import typed
from sources.source import AREA, CODE, DATE, ID_NUMBER, MONTH, TEXT, USCC, YUAN

if TYPE_CHECKING:
    from sources.source import Column, Source

_LIKE = 60
"""Likeness of words from which two headers may be one."""
_MOST, _SHARE = 0.8, 5
"""The share of an unread column's values that must fit; how many there must be where no word speaks for it."""
_KINDS, _ROWS, _LONGEST = 20, 3, 20
"""Of a column of codes: more unknown values are none of codes, fewer rows may be one person, longer is a sentence."""
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤季葛"
)
MEANS_ANOTHER = re.compile(
    "曾用|原|旧|配偶|丈夫|妻|父|母|监护|子女|户主|法人|法定|负责|联系|经办|代理|拼音|英文|备用|其他"
)
"""Words that make another column of it: 姓名（曾用名）, 电话（监护人）, 父亲姓名."""


class Offer(NamedTuple):
    """A printed word that a county could give a meaning."""

    column: str
    """The canonical name of ours."""
    word: str
    """A header, or a spelling of a code."""
    value: str | None = None
    """The value that the spelling may mean; empty: none is near; None: the word is a header."""
    times: int = 0
    """In how many rows the spelling stands."""


# Headers ------------------------------------------------------------------------------------------------------------


def of_headers(
    source: Source, missing: Iterable[str], printed: dict[str, int], rows: Sequence[Sequence[str]]
) -> tuple[Offer, ...]:
    """Which unread headers look like which missing columns, by their words and by the values below, each at most once.

    `printed`: unread header → position.
    """
    lacking = set(missing)
    columns = [column for column in source.columns if column.name in lacking]
    below = {word: [text for row in rows if at < len(row) and (text := fold(row[at]))] for word, at in printed.items()}
    scores = ((_score(column, word, below[word]), column.name, word) for column in columns for word in printed)
    scored = sorted((each for each in scores if each[0]), key=lambda each: (-each[0], each[1], each[2]))
    taken: dict[str, str] = {}
    for _, name, word in scored:
        if name not in taken and word not in taken.values():
            taken[name] = word
    return tuple(Offer(column.name, taken[column.name]) for column in columns if column.name in taken)


def _score(column: Column, word: str, values: Sequence[str]) -> float:
    """How much a column of a file looks like one of ours; 0: it does not."""
    words = [fold(each) for each in (column.header, *column.also) if HAN.search(each)]
    near = max((_likeness(word, each) for each in words), default=0.0)
    fits = _fits(column, values)
    if near >= _LIKE:
        # A word alone is believed where nothing below contradicts it.
        return near + 100 * bool(fits) if fits is not False else 0
    return 90 if fits and len(values) >= _SHARE and column.type in (ID_NUMBER, USCC, CODE, TEXT) else 0


def _likeness(word: str, ours: str) -> float:
    """职工姓名 ends in 姓名: it is a narrower word for it. 父亲姓名 is another's."""
    if MEANS_ANOTHER.search(word.removesuffix(ours)):
        return 0
    return 95 if word.endswith(ours) and len(ours) > 1 else fuzz.ratio(word, ours)


def _fits(column: Column, values: Sequence[str]) -> bool | None:
    """Whether the values look like this column's; None: they do not tell."""
    if not values:
        return None
    if column.type == ID_NUMBER:
        return _mostly(_is_id_number(text) for text in values)
    if column.type == USCC:
        return _mostly(re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", text) and not _is_id_number(text) for text in values)
    if column.type in (CODE, AREA, DATE, MONTH, YUAN):
        found = typed(pa.array(list(values), pa.string()), column)
        good = len(values) - len(found.bad)
        return good >= _MOST * len(values)
    if column.name == "person_name":
        is_named = _mostly(HAN.match(text) and 1 < len(text) < 5 and text[0] in _SURNAMES for text in values)
        return is_named and len(set(values)) * 2 > len(values)
    numbers = sum(text.isdigit() for text in values)
    return False if column.is_name and numbers > _MOST * len(values) else None


def _mostly(fitting: Iterable[object]) -> bool:
    judged = [bool(each) for each in fitting]
    return sum(judged) >= _MOST * len(judged)


def _is_id_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d{17}[\dX]", text, re.ASCII)) and marks.check_digit(text) == text[17]


# Codes --------------------------------------------------------------------------------------------------------------


def of_codes(source: Source, unknown: Counter[tuple[str, str]]) -> tuple[Offer, ...]:
    """The spellings of codes that enough rows share to be a word of the form, with the value that is nearest."""
    found: list[Offer] = []
    for column in source.columns:
        spelled = {word: times for (name, word), times in unknown.items() if name == column.name}
        if not spelled or len(spelled) > _KINDS:
            continue
        known = codes.spellings(column)
        for word, times in sorted(spelled.items(), key=lambda each: (-each[1], each[0])):
            if times >= _ROWS and len(word) <= _LONGEST and not re.search(r"\d{6}", word):
                found.append(Offer(column.name, word, _nearest(known, word), times))
    return tuple(found)


def _nearest(known: dict[str, str], word: str) -> str:
    words = [each for each in known if len(each) > 1 and HAN.search(each)]
    near = process.extractOne(codes.key(word), words, scorer=fuzz.partial_ratio, score_cutoff=_LIKE)
    return known[near[0]] if near else ""


# What is said -------------------------------------------------------------------------------------------------------


def question(source: Source, offer: Offer) -> str:
    """What is asked of a clerk."""
    header = next(column.header for column in source.columns if column.name == offer.column)
    if offer.value is None:
        return f"是否把“{offer.word}”当作“{header}”？"
    meant = f"当作“{offer.value}”" if offer.value else "当作某个代码"
    return f"是否把“{header}”的“{offer.word}”{meant}？"


def lines(offers: Sequence[tuple[Source, Offer]]) -> list[str]:
    """The lines of `forms.toml` that say yes to all; what nobody can guess is a comment."""
    tables: dict[str, dict[str, list[str]]] = {}
    for source, offer in offers:
        header = next(column.header for column in source.columns if column.name == offer.column)
        if offer.value is None:
            table, key = f"[{source.name}.headers]", _quoted(header)
        else:
            table, key = f"[{source.name}.codes.{_quoted(header)}]", _quoted(offer.value) if offer.value else ""
        words = tables.setdefault(table, {}).setdefault(key, [])
        if offer.word not in words:
            words.append(offer.word)
    written = []
    for table, keys in sorted(tables.items()):
        written.append(table)
        written += [f"{key or '# ？'} = [{', '.join(map(_quoted, words))}]" for key, words in keys.items()]
    return written


def _quoted(text: str) -> str:
    """As TOML, whose strings take what JSON's take."""
    return json.dumps(text, ensure_ascii=False)
