"""Whether a file, read as one extract, looks by its header like another: delivered into the wrong folder."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sources
from sources.reader.header import clean, spellings
from sources.reader.landing import Landed
from sources.source import Source


@dataclass(frozen=True)
class Likeness:
    """A file whose header names more columns of another extract than of its own."""

    extract: str
    file: str
    like: str
    """The extract that it looks like."""
    columns: int
    """How many columns of its own extract the header names."""
    like_columns: int
    """How many of the other's."""


def likenesses(file: Landed) -> Iterator[Likeness]:
    """The extracts that a file looks more like than its own, by the columns that its own left unread.

    A file that names an optional column of its own extract is what it is called. What tells another extract is a
    required column that no third one has: a birth date stands in many files, a date of death in one.
    """
    own = sources.SOURCES[file.extract]
    present = {column.name for column in own.columns if column.name not in file.missing_columns}
    if any(not column.required and column.name in present for column in own.columns):
        return
    telling = _telling()
    for other in sources.SOURCES.values():
        named = _named(other, file.extra_columns)
        required = {column.name for column in other.columns if column.required}
        found = named | {column.name for column in other.columns if column.name in present}
        if required <= found and required & named & telling and len(found) > len(present):
            yield Likeness(file.extract, file.file, other.name, len(present), len(found))


def _telling() -> set[str]:
    """The names of columns that one extract alone has."""
    counted = Counter(column.name for source in sources.SOURCES.values() for column in source.columns)
    return {name for name, times in counted.items() if times == 1}


def _named(source: Source, printed: Collection[str]) -> set[str]:
    """Which columns of an extract some printed headers name."""
    known = spellings(source)
    return {known[clean(cell)] for cell in printed if clean(cell) in known}
