"""Which lists an extract bears on that takes people off lists, and what is said of them where it was not compared with.

Found in what the lists' own queries read: of a list what decides (who is a candidate, `not_because`, the tier), of a
core table everything; of the exemptions those of the insurance and the kinds that are asked for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import duckdb

from sql.candidates import parse
from sql.warehouse import FOLDER, Query, Warehouse, read_queries

EXEMPTIONS = ("core.exemption", "core.not_due")
EMPLOYS = "dispatch"
"""It says for whom somebody works: where no employer is asked for it takes nobody off."""
ONLY_TELLS = frozenset({"core.employer_mark", "core.exemption_source"})
"""Read for what is told beside a row; nobody is kept off by it."""
_WORD = re.compile(r"'([^']*)'")

_ALIAS = re.compile(r"\b(?:from|join)\s+([\w.]+)(?:\s+as\s+(\w+))?")
_EXPRESSION = re.compile(r"^(?:with )?(\w+) as \($(.*?)^\)", re.M | re.S)
# What is asked of the exemptions: behind a join until the next one, behind a `from` until the select ends.
_ASKED = re.compile(
    r"\bfrom\s+core\.(?:exemption|not_due)\b(.*?)(?=^\)|\bunion\b|\Z)"
    r"|\bjoin\s+core\.(?:exemption|not_due)\b(.*?)(?=\b(?:from|join|union|where)\b|^\)|\Z)",
    re.S | re.M,
)
_INSURANCE = re.compile(r"\binsurance = '(\d+)'")


@dataclass(frozen=True)
class Source:
    """An extract that takes people off lists and was not compared with tonight."""

    extract: str
    title: str
    asked_at_door: str


def tonight(warehouse: Warehouse) -> list[Source]:
    """Those that are not there or too old, let pass or named under `[absent]`, in the order of their names."""
    rows = """
        select extract, extract_title || coalesce('（数据日期' || data_date || '）', '（未收到）'), asked_at_door
        from core.exemption_source where not is_compared order by extract
    """
    return [Source(*row) for row in warehouse.ask(rows)]


def words(sources: list[Source], bears: frozenset[str]) -> tuple[str | None, str]:
    """Of a list what was not compared, by title, and the question with which a visit begins; nothing of others."""
    mine = [source for source in sources if source.extract in bears]
    if not mine:
        return None, ""
    questions = "、".join(dict.fromkeys(source.asked_at_door for source in mine))
    return "、".join(source.title for source in mine), f"请先问清：{questions}。"


@cache
def bearing() -> Mapping[str, frozenset[str]]:
    """By list id the extracts that bear on it."""
    queries = {query.table: query for query in read_queries("restricted", "core", "lists")}
    found: dict[str, frozenset[str]] = {}
    # Each query comes after those that it reads.
    for query in queries.values():
        found[query.table] = frozenset(_of(query, found))
    return {query.path.stem: found[query.table] for query in queries.values() if query.schema == "lists"}


def _of(query: Query, found: Mapping[str, frozenset[str]]) -> set[str]:
    statement = re.sub(r"--.*", "", query.statement)
    behind: set[str] = set()
    for table in (_deciding(query) if query.schema == "lists" else query.reads) - ONLY_TELLS:
        if table in EXEMPTIONS and query.table not in EXEMPTIONS:
            behind |= _exempting(statement)
        elif table.startswith("staging."):
            behind |= sources() & {table.partition(".")[2]}
        else:
            behind |= found.get(table, frozenset())
    return behind if "employer_id" in statement else behind - {EMPLOYS}


def _exempting(statement: str) -> set[str]:
    """The extracts behind the exemptions that a statement asks for, by insurance and, where it names any, by kind."""
    extracts = set()
    for asked in map("".join, _ASKED.findall(statement)):
        insurances, words = set(_INSURANCE.findall(asked)), set(_WORD.findall(asked))
        kinds = words & {kind for kind, _, _ in _scope()}
        extracts |= {
            extract
            for kind, insurance, extract in _scope()
            if (not insurances or insurance in insurances) and (not kinds or kind in kinds)
        }
    return extracts & sources()


def _deciding(query: Query) -> set[str]:
    """The tables that a list's candidates, tier and `not_because` rest on."""
    parse(query.path.stem, query.statement)  # or it is no list
    statement = re.sub(r"--.*", "", query.statement)
    expressions = dict(_EXPRESSION.findall(statement))
    last = statement[re.search(r"^select\b", statement, re.M).end() :]  # type: ignore[union-attr]
    columns, _, origin = last.partition("\nfrom ")
    decided = [column for column in _parts(columns) if column.endswith((" as tier", " as not_because", ".tier"))]
    asked = {alias for column in decided for alias in re.findall(r"\b([a-z_]\w*)\.", column)}
    named = {alias or table.rpartition(".")[2]: table for table, alias in _ALIAS.findall("from " + origin)}
    first = re.match(r"[\w.]+", origin)
    behind = {named[alias] for alias in asked if alias in named} | ({first[0]} if first else set())
    return set(_tables(behind, expressions))


def _tables(names: set[str], expressions: Mapping[str, str]) -> Iterator[str]:
    """The tables behind names, through table expressions."""
    for name in names:
        if "." in name:
            yield name
        elif name in expressions:
            yield from _tables({table for table, _ in _ALIAS.findall(expressions[name])} - {name}, expressions)


def _parts(columns: str) -> Iterator[str]:
    """The columns of a select, apart at the commas that stand in no brackets and no quotes."""
    depth, quoted, begun = 0, False, 0
    for at, sign in enumerate(columns):
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quoted:
            yield columns[begun:at].strip()
            begun = at + 1
    yield columns[begun:].strip()


@cache
def _scope() -> frozenset[tuple[str, str, str]]:
    """Kind of exemption, insurance, and the extract that tells it."""
    with duckdb.connect() as con:
        text = (FOLDER / "restricted" / "exemption_scope.sql").read_text(encoding="utf-8")
        return frozenset(con.execute(text).fetchall())


@cache
def sources() -> frozenset[str]:
    """The extracts that take people off lists, as `core.exemption_source` names them."""
    text = (FOLDER / "core" / "exemption_source.sql").read_text(encoding="utf-8")
    return frozenset(re.findall(r"\('(\w+)', '", text))
