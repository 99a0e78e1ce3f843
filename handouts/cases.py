"""A row's key on a town's sheet: which cases it answers, and what stood in its grey cells when it was issued.

It tells everything by itself, so that a sheet can be read whatever has become of the rest. Of each grey cell it holds
a short print: on return each is compared by itself, wherever the columns have moved and whichever are left.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from base.text import fold_all
from handouts.keys import seal, unseal

_PRINT = 3  # letters of 6 bits: of 262,144 changed cells one would pass, and a row has a dozen


@dataclass(frozen=True)
class RowKey:
    """What a row's key tells."""

    as_of: date
    town_code: str
    case_ids: tuple[str, ...]
    prints: Mapping[str, str]
    """By header."""


def keys(secret: str, kind: str, shown: pl.DataFrame, subjects: pl.DataFrame, as_of: date) -> list[str]:
    """The key of each row: `shown` holds its grey cells by header, `subjects` its `town_code` and `case_ids`."""
    prints = zip(*(prints_of(column.cast(pl.String).fill_null("").to_list()) for column in shown), strict=True)
    issued = subjects.select("town_code", pl.col("case_ids").str.split("|")).iter_rows()
    day = as_of.isoformat()
    rows = zip(issued, prints, strict=True)
    return seal(
        secret,
        _purpose(kind),
        ([day, town_code, *case_ids, "".join(marks)] for (town_code, case_ids), marks in rows),
    )


def row_key(secret: str, kind: str, key: str, headers: Sequence[str]) -> RowKey | None:
    """What a key tells of a row of that kind; None where it is none of ours, of the other kind, or was altered.

    `headers` are the grey columns in the order of the sheet: later versions add theirs at the end.
    """
    fields = unseal(secret, _purpose(kind), key)
    if fields is None:
        return None
    as_of, town_code, *case_ids, marks = fields
    prints = {
        header: marks[start : start + _PRINT]
        for header, start in zip(headers, range(0, len(marks), _PRINT), strict=False)
    }
    return RowKey(date.fromisoformat(as_of), town_code, tuple(case_ids), prints)


def prints_of(texts: list[str]) -> list[str]:
    """A short fingerprint of each text; what programs change (blanks, full-width letters, 3 to 3.0) does not count."""
    distinct = list(set(texts))
    folded = ("".join(text.split()).removesuffix(".0") for text in fold_all(distinct))
    # Three bytes are four letters, of which three are kept.
    digests = b"".join(hashlib.sha256(bare.encode()).digest()[:3] for bare in folded)
    letters = base64.urlsafe_b64encode(digests).decode("ascii")
    prints = (letters[start : start + _PRINT] for start in range(0, len(letters), 4))
    known = dict(zip(distinct, prints, strict=True))
    return [known[text] for text in texts]


def _purpose(kind: str) -> str:
    return f"case {kind}"
