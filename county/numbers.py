"""Made-up official numbers that pass every check: citizen IDs, credit codes, organisation codes, registration numbers.

Written independently of `matchers`, on purpose: the made-up county must not share a mistake with what it tests.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from county.clock import yyyymmdd

ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
ID_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
USCC_LETTERS = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
USCC_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
SEQUENCES = 499
"""Different serial numbers for one sex, day and place (000 is never given)."""


@dataclass(frozen=True)
class Share:
    """The part of a region that is made at once: the whole, or one county of a prefecture that is too large for that.

    No two counties give out the same number: each has a stretch of every series of its own. So have whole regions that
    are neighbours in one province.
    """

    place: int = 0
    of: int = 1
    code: int = 0
    """The county's, under which no other county gives out ID numbers."""
    is_whole: bool = False
    """Whether it is a region beside others, and not a county of one."""

    @property
    def is_county(self) -> bool:
        """Whether it is one county of a region."""
        return self.of > 1 and not self.is_whole

    def first(self, count: int) -> int:
        """Where a county's stretch of a series begins if every county takes `count` numbers of it."""
        return self.place * count


WHOLE = Share()
"""A region that is made at once."""


def text(letters: np.ndarray) -> pl.Series:
    """Turn a matrix of ASCII bytes, one row a number, into a column of strings."""
    rows, width = letters.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int64)
    data = np.ascontiguousarray(letters)
    array = pa.LargeStringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(data))
    return pl.Series(pl.from_arrow(array))


def replaced(column: pl.Series, places: np.ndarray, values: pl.Series | list[str]) -> pl.Series:
    """A copy of a column with other values in some places (`scatter` alone would change the original)."""
    if not len(places):
        return column
    return column.clone().scatter(places, pl.Series(values, dtype=pl.String))


def digits(values: np.ndarray, width: int) -> np.ndarray:
    """Numbers as a matrix of their decimal digits, zeros in front."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return ((np.asarray(values, dtype=np.int64)[:, None] // powers) % 10).astype(np.uint8)


def _rank_within(keys: np.ndarray) -> np.ndarray:
    """Number the members of each group 0, 1, 2 … in the order given."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else np.array([], dtype=np.int64)
    ranks = np.arange(len(keys)) - np.repeat(starts, np.diff(np.r_[starts, len(keys)]))
    result = np.empty(len(keys), dtype=np.int64)
    result[order] = ranks
    return result


def citizen_ids(
    areas: np.ndarray, births: np.ndarray, sexes: np.ndarray, spare_areas: np.ndarray, share: Share = WHOLE
) -> np.ndarray:
    """Give everyone an ID number (a row of 18 bytes): area, birth, a serial number whose parity is the sex, check.

    Where one day, sex and area has more people than serial numbers the rest get one of the spare areas.
    """
    areas = areas.astype(np.int64).copy()
    born = yyyymmdd(births)
    for spare in spare_areas:
        rank = _rank_within((areas * 100_000_000 + born) * 2 + sexes % 2)
        areas[rank >= _serials(areas, share)] = spare
    rank = _rank_within((areas * 100_000_000 + born) * 2 + sexes % 2)
    if len(rank) and (rank >= _serials(areas, share)).any():
        raise ValueError("more people share a birthday than there are ID numbers for; make fewer people")
    # steps of 83 through 499 places: neighbours in age do not get neighbouring numbers
    rank += np.where(areas == share.code, 0, share.first(SEQUENCES // share.of))
    serial = ((rank * 83 + born) % SEQUENCES + 1) * 2 - (sexes % 2)
    body = np.hstack([digits(areas, 6), digits(born, 8), digits(serial, 3)])
    check = check_digits(body)
    return np.hstack([body + ord("0"), check[:, None]]).astype(np.uint8)


def _serials(areas: np.ndarray, share: Share) -> np.ndarray:
    """How many serial numbers there are for one sex and day, by place: other places' are divided among the counties."""
    return np.where(areas == share.code, SEQUENCES, SEQUENCES // share.of)


def check_digits(body: np.ndarray) -> np.ndarray:
    """The last letters of ID numbers, from rows of their first 17 digits."""
    return ID_CHECKS[(body.astype(np.int64) * ID_WEIGHTS).sum(axis=1) % 11]


def fifteen(ids: np.ndarray) -> np.ndarray:
    """The form of before 1999: without the century and the check digit."""
    return ids[:, [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16]]


def with_a_wrong_digit(ids: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Change one of the first 17 digits of each number: the check digit then never fits."""
    wrong = ids.copy()
    rows = np.arange(len(ids))
    places = rng.integers(6, 17, len(ids))
    shifted = (wrong[rows, places] - ord("0") + rng.integers(1, 10, len(ids))) % 10
    wrong[rows, places] = shifted + ord("0")
    return wrong


def with_swapped_digits(ids: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Swap two neighbouring digits that differ: neither does the check digit ever fit then."""
    wrong = ids.copy()
    rows = np.arange(len(ids))
    differ = wrong[:, 6:16] != wrong[:, 7:17]
    places = 6 + np.argmax(differ * (rng.random(differ.shape) + 1), axis=1)
    wrong[rows, places], wrong[rows, places + 1] = ids[rows, places + 1], ids[rows, places]
    return wrong


def organisation_codes(count: int, rng: np.random.Generator, share: Share = WHOLE) -> np.ndarray:
    """Different organisation codes of 9 bytes; newer ones begin with MA."""
    total = count * share.of
    if total > 900_000:
        raise ValueError("too many employers for the numbers at hand")
    # one body number each: a walk through all residues never meets the same one twice
    begin = int(rng.integers(0, 80_000_000))
    # the counties of a prefecture all walk from one place, each its own stretch
    begin = begin if share.of == 1 else 0
    walk = (np.arange(total, dtype=np.int64) * 611_953 + begin) % 89_999_999
    # walk % 31**5 may repeat; those keep the old form, which does not
    first = np.zeros(total, dtype=bool)
    first[np.unique(walk % 31**5, return_index=True)[1]] = True
    mine = slice(share.first(count), share.first(count) + count)
    walk, first = walk[mine], first[mine]
    old = digits(10_000_000 + walk, 8) + ord("0")
    places = 31 ** np.arange(4, -1, -1, dtype=np.int64)
    tail = USCC_LETTERS[(walk[:, None] % 31**5 // places) % 31]
    new = np.hstack([np.tile(np.frombuffer(b"MA1", dtype=np.uint8), (count, 1)), tail])
    body = np.where((first & (rng.random(count) < 0.6))[:, None], new, old).astype(np.uint8)
    values = np.where(body >= ord("A"), body.astype(np.int64) - ord("A") + 10, body.astype(np.int64) - ord("0"))
    rest = 11 - (values * ORGANISATION_WEIGHTS).sum(axis=1) % 11
    check = np.where(rest == 10, ord("X"), np.where(rest == 11, ord("0"), rest + ord("0")))
    return np.hstack([body, check[:, None].astype(np.uint8)])


def credit_codes(kinds: np.ndarray, areas: np.ndarray, organisations: np.ndarray) -> np.ndarray:
    """Unified social credit codes: kind of registration (two characters), area, organisation code, check."""
    area_digits = digits(areas, 6) + ord("0")
    body = np.hstack([digits(kinds, 2) + ord("0"), area_digits, organisations]).astype(np.uint8)
    value = np.zeros(256, dtype=np.int64)
    value[USCC_LETTERS] = np.arange(31)
    check = USCC_LETTERS[(31 - (value[body] * USCC_WEIGHTS).sum(axis=1) % 31) % 31]
    return np.hstack([body, check[:, None]])


def registration_numbers(areas: np.ndarray, count: int) -> np.ndarray:
    """Registration numbers of 15 digits with the check digit of ISO 7064 MOD 11,10."""
    body = np.hstack([digits(areas, 6), digits(np.arange(count) * 37 + 1_000_003, 8)]).astype(np.int64)
    product = np.full(count, 10)
    for place in range(14):
        total = (product + body[:, place]) % 10
        product = np.where(total == 0, 10, total) * 2 % 11
    check = (11 - product) % 10
    return (np.hstack([body, check[:, None]]) + ord("0")).astype(np.uint8)
