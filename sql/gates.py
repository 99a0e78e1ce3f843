"""Gates: a query that returns rows holds the publication back, until a named person accepts it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from base.errors import BadInput
from sources.reader.landing import Landed
from sql import audit, filed, rows
from sql.warehouse import FOLDER, Query, Warehouse, read_queries

Held = dict[str, list[str]]


class Row(NamedTuple):
    """One row of a gate's query."""

    gate: str
    subject: str
    measured: str
    threshold: str
    message: str


WHOLE = "data_is_whole"
"""What a person accepts who says that data once let pass as they were are whole: cases may close again."""


def names() -> list[str]:
    """The gates that exist: one per file of `sql/gates/`."""
    return sorted(path.stem for path in (FOLDER / "gates").glob("*.sql"))


def known(accept: Sequence[str], by: str | None) -> tuple[str, ...]:
    """The gates somebody accepts, checked. Raises BadInput for an unknown gate or an acceptance by nobody."""
    acceptable = [*names(), WHOLE]
    if unknown := sorted(set(accept) - set(acceptable)):
        raise BadInput(f"没有名为 {'、'.join(unknown)} 的检查项；可用的有：{'、'.join(acceptable)}。")
    if accept and not (by and by.strip()):
        raise BadInput("放行检查项须写明放行人：--accept 检查项 --by 姓名。")
    return tuple(accept)


def of_files(warehouse: Warehouse, files: Sequence[Landed]) -> list[Row]:
    """What all gates find of a night whose files these are; a gate that rests on the same as an earlier night is not
    asked again."""
    # Whether a file was read tonight or before makes no difference to what stands in it.
    as_read = [replace(file, read=False, mended=False) for file in files]
    tables, known = filed.Filed(warehouse, files), {"as_of": warehouse.as_of, **warehouse.values}
    warehouse.once("amounts", tables.note_amounts, files=as_read, gate_file_rows=known["gate_file_rows"])
    found: list[Row] = []
    for query in read_queries("gates"):
        names = filed.named(query.statement)
        facts: dict[str, Any] = {name: known[name] for name in query.parameters}
        if names:
            facts |= {"files": as_read} | {name: known[name] for name in filed.goes_by(names)}
        rows_found = warehouse.once(f"gate {query.path.stem}", partial(_ask, warehouse, query, tables), **facts)
        found += (Row(*row) for row in rows_found)
    return found


def _ask(warehouse: Warehouse, query: Query, tables: filed.Filed) -> list[Row]:
    """What a gate finds: gate, subject, measured, threshold, message."""
    tables.make(*sorted(filed.named(query.statement)))
    known = {"as_of": warehouse.as_of, **warehouse.values}
    asked = warehouse.ask(query.statement, {name: known[name] for name in query.parameters})
    return [Row(query.path.stem, *row) for row in asked]


def check(warehouse: Warehouse, accept: Sequence[str], by: str | None, listed: Iterable[Row]) -> Held:
    """Write what gates have found (`listed`) to `audit.gate`, and return the messages of those that hold and nobody
    accepted."""
    judged = []
    held: Held = {}
    before = _accepted_before(warehouse)
    for row in listed:
        accepted = by if row.gate in accept else before.get((row.gate, row.subject))
        judged.append(audit.Held(row.gate, row.subject, row.message, row.measured, row.threshold, accepted))
        if not accepted:
            held.setdefault(row.gate, []).append(row.message)
    rows.write(warehouse, "audit.gate", audit.Held, judged)
    return held


def _accepted_before(warehouse: Warehouse) -> dict[tuple[str, str], str]:
    """By gate and file, who let that gate pass of the same bytes under the same date when they were last published."""
    passed = warehouse.ask("""
        select previous.gate, load.file, max(previous.accepted_by)
        from audit.load as load
        join audit.previous_file as previous
            on load.extract = previous.extract
            and load.sha256 = previous.sha256
            and load.data_date = previous.data_date
        where previous.gate is not null
        group by all
    """)
    return {(gate, file): by for gate, file, by in passed}


def sentence(held: Held) -> str:
    """What the clerk is told: every message, and how to let the publication pass."""
    lines = [f"[{gate}] {message}" for gate, messages in held.items() for message in messages]
    accepts = " ".join(f"--accept {gate}" for gate in held)
    return "\n".join(["检查未通过，本次不发布，原有数据库保持不变：", *lines, f"核实无误后可放行：{accepts} --by 姓名"])
