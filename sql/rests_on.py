"""What rests on a policy value: the lists and indicators that read it, or read a column that was made with it.

Read from the queries themselves, as what they depend on is. A column bears one name wherever it is handed on, so it is
enough to follow names: a value that stands in an item of a select makes that item's column rest on it; one that stands
in a join or a condition, the whole table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache

from sql.policy import BOUNDS
from sql.warehouse import Query, read_queries

_WORD = re.compile(r"[$]?[a-z_][a-z_0-9.]*")
_END = re.compile(r"\b(from|union)\b")
_ALIAS = re.compile(r"\bas\s+(\w+)\s*$|(?:^|\.)(\w+)\s*$")


def reservations(unverified: Mapping[str, str], rows: Mapping[str, str]) -> list[str]:
    """What a reader must know: values that nobody has verified and that decided rows. `rows`: names of lists by id."""
    sentences = []
    for name, text in unverified.items():
        decided = [rows[list_id] for list_id in lists(name) if list_id in rows]
        if decided:
            sentences.append(f"出处尚未核实的口径“{text}”影响：{'、'.join(decided)}")
    return sentences


def lists(name: str) -> list[str]:
    """The ids of the lists that rest on a parameter, or on the bounds of bases (`policy.BOUNDS`)."""
    return [table.removeprefix("lists.") for table in _resting(name) if table.startswith("lists.")]


def indicators(name: str) -> list[str]:
    """The indicators that rest on it."""
    return [table.removeprefix("indicators.") for table in _resting(name) if table.startswith("indicators.")]


@cache
def _resting(name: str) -> list[str]:
    queries = read_queries("staging", "restricted", "core", "lists", "indicators")
    return _tables(BOUNDS if name == BOUNDS else f"${name}", queries)


def _tables(value: str, queries: Sequence[Query]) -> list[str]:
    touched, found = {value}, []
    for query in queries:  # each after what it reads
        of_columns = _made_with(touched, query.statement)
        # What a list or an indicator says of somebody is one thing: whoever is on it rests on all that it asks.
        if of_columns and (query.schema in ("lists", "indicators") or None in of_columns):
            touched.add(query.table)
            found.append(query.table)
        else:
            touched |= {name for name in of_columns if name}
    return sorted(found)


def _made_with(touched: Set[str], statement: str) -> set[str | None]:
    """The columns of a statement that rest on these names, or on one another; None for what is no column."""
    made: set[str | None] = set()
    while True:
        known = touched | made
        more = {column for words, column in _parts(statement) if words & known} - made
        if not more:
            return made
        made |= more


@cache
def _parts(statement: str) -> list[tuple[frozenset[str], str | None]]:
    """The words of each item of each select, with the column that it makes; of all else, with None."""
    return [(_words(item), alias) for item, alias in _items(re.sub(r"--.*|'[^']*'", " ", statement))]


def _words(text: str) -> frozenset[str]:
    """Names, tables (`core.person`), parameters, and of `person.age` the column alone."""
    found = _WORD.findall(text)
    return frozenset([*found, *(word.rpartition(".")[2] for word in found)])


def _items(text: str) -> Iterator[tuple[str, str | None]]:
    """Cut a statement at the selects of every depth and at the commas between their items."""
    for begin in re.finditer(r"\bselect\b", text):
        depth, start = 0, begin.end()
        for at in range(begin.end(), len(text)):
            depth += (text[at] == "(") - (text[at] == ")")
            ends = depth < 0 or (depth == 0 and _END.match(text, at) is not None)
            if ends or (depth == 0 and text[at] == ","):
                item = text[start:at]
                alias = _ALIAS.search(item.strip())
                yield item, (alias[1] or alias[2]) if alias else None
                start = at + 1
            if ends:
                break
    # What stands in no item: tables that are read, joins and conditions.
    yield _without_items(text), None


def _without_items(text: str) -> str:
    """From each `from` to the next select at its depth: joins, conditions and orders."""
    return " ".join(re.findall(r"\bfrom\b(.*?)(?=\bselect\b|$)", text, re.DOTALL))
