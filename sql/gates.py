"""Gates: a query that returns rows holds the publication back, until a named person accepts it."""

from collections.abc import Sequence

from base.errors import BadInput
from sql import audit, rows
from sql.warehouse import FOLDER, Warehouse, read_queries

Held = dict[str, list[str]]

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


def check(warehouse: Warehouse, accept: Sequence[str], by: str | None) -> Held:
    """Run all gates, write `audit.gate`, and return the messages of those that hold and nobody accepted."""
    found = []
    held: Held = {}
    known = {"as_of": warehouse.as_of, **warehouse.values}
    before = _accepted_before(warehouse)
    for query in read_queries("gates"):
        bound = {name: known[name] for name in query.parameters}
        gate = query.path.stem
        for subject, measured, threshold, message in warehouse.con.execute(query.statement, bound).fetchall():
            accepted = by if gate in accept else before.get((gate, subject))
            found.append(audit.Held(gate, subject, message, measured, threshold, accepted))
            if not accepted:
                held.setdefault(gate, []).append(message)
    rows.write(warehouse, "audit.gate", audit.Held, found)
    return held


def _accepted_before(warehouse: Warehouse) -> dict[tuple[str, str], str]:
    """By gate and file, who let that gate pass of the same bytes under the same date when they were last published."""
    passed = warehouse.con.execute("""
        select previous.gate, load.file, max(previous.accepted_by)
        from audit.load as load
        join audit.previous_file as previous
            on load.extract = previous.extract
            and load.sha256 = previous.sha256
            and load.data_date = previous.data_date
        where previous.gate is not null
        group by all
    """).fetchall()
    return {(gate, file): by for gate, file, by in passed}


def sentence(held: Held) -> str:
    """What the clerk is told: every message, and how to let the publication pass."""
    lines = [f"[{gate}] {message}" for gate, messages in held.items() for message in messages]
    accepts = " ".join(f"--accept {gate}" for gate in held)
    return "\n".join(["检查未通过，本次不发布，原有数据库保持不变：", *lines, f"核实无误后可放行：{accepts} --by 姓名"])
