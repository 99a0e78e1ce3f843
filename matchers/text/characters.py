"""Which Chinese characters a hurried hand takes for one another: those that sound alike, and those that look alike."""

from functools import lru_cache

import polars as pl
from pypinyin import lazy_pinyin

from matchers.text.vocabulary import WORDS

FIRST, LAST = 0x4E00, 0x9FA5
"""The characters that registers print (CJK unified ideographs, GB 18030)."""


def mistakable(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Whether two characters sound or look alike."""
    sounds = [each.replace_strict(_sounds(), default=None, return_dtype=pl.String) for each in (one, other)]
    return (sounds[0] == sounds[1]).fill_null(value=False) | pl.concat_str(one, other).is_in(_shapes().implode())


@lru_cache
def _sounds() -> dict[str, str]:
    """By character its sound as a hurried typist takes it: without tone, zh as z, ng as n, n as l."""
    table = {chr(code): lazy_pinyin(chr(code))[0] for code in range(FIRST, LAST + 1)}
    table |= {word[-1]: word[:-1] for word in WORDS.alike.sounds.split()}
    return {character: _folded(sound) for character, sound in table.items()}


def _folded(sound: str) -> str:
    sound = sound.replace("zh", "z").replace("ch", "c").replace("sh", "s").replace("ng", "n")
    return "l" + sound[1:] if sound[0] == "n" else sound


@lru_cache
def _shapes() -> pl.Series:
    groups = WORDS.alike.shapes.split()
    return pl.Series(sorted({a + b for group in groups for a in group for b in group if a != b}))
