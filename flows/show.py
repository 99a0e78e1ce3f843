"""What a terminal shows: progress while it runs, tables at the end. Counts and names of lists, nothing personal."""

import sys
import time
from pathlib import Path
from types import TracebackType

import duckdb
from rapidfuzz import process
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from base.errors import BadInput
from flows import forecast
from ledger.interval import wilson

YIELDS = ("handed_out", "answered", "enrolled", "wrong", "clear_answers")
TIERS = (("must_join", "应当参保"), ("persuade", "动员参保"), ("check_data", "内部核对"))

# A log has no width of its own: list ids stay whole.
console = Console() if sys.stdout.isatty() else Console(width=140)


class Reporter:
    """Says what is being done: a moving line on a terminal, plain lines in a log."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._bar = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> "Reporter":
        if console.is_terminal:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if console.is_terminal:
            self._bar.stop()

    def __call__(self, text: str) -> None:
        """Show what has begun; steps (without a dot or slash) stay on the screen, details pass by."""
        self._bar.update(self._task, description=text)
        if not console.is_terminal or text.startswith(("注意", forecast.BEGINNING)) or not {".", "/"} & set(text):
            elapsed = time.monotonic() - self._begun
            console.print(f"[{elapsed:6.1f}秒] {text}", markup=False, highlight=False, soft_wrap=True)


def lists_table(published: Path) -> Table:
    """The lists with their rows by tier, and what became of those handed out; 未计算 where something was not delivered.

    Lists whose leads have proved right stand first (the lower end of the interval), then those of which nobody knows.
    """
    tiers = ", ".join(f"count(*) filter (where tier = '{tier}') as {tier}" for tier, _ in TIERS)
    yields = ", ".join(f"sum({name})::bigint as {name}" for name in YIELDS)
    with duckdb.connect(str(published), read_only=True) as con:
        rows = con.execute(f"""
            with counted as (select list_id, {tiers}, count(*) as leads from lists."all" group by list_id),
            yielded as (select list_id, {yields} from ledger.yield group by list_id)
            select list_name || case when uncompared is null then '' else '（未比对）' end, list_id, missing_extracts,
                {", ".join(f"coalesce({name}, 0)" for name in (*dict(TIERS), "leads", *YIELDS))}
            from audit.list left join counted using (list_id) left join yielded using (list_id)
            order by list_id
        """).fetchall()
        uncompared = con.execute("select distinct uncompared from audit.list where uncompared is not null order by 1")
        untold = [f"未比对：{sources}" for (sources,) in uncompared.fetchall()]
    measured = [(*row, *wilson(row[-1] - row[-2], row[-1])) for row in rows]
    measured.sort(key=lambda row: (row[-2] is None, -(row[-2] or 0), row[1]))
    is_answered = any(row[-2] is not None for row in measured)
    answered = ("已下发", "已反馈", "已参保", "误报", "线索准确率（95%区间）") if is_answered else ()
    table = Table("清单", "编号", *(title for _, title in TIERS), "合计", *answered, title="清单")
    table.caption = "\n".join(untold) or None
    for name, list_id, missing, *numbers, clear, low, high in measured:
        counts = [f"{number:,}" for number in numbers]
        if missing:
            table.add_row(name, list_id, f"未计算：缺{missing}")
        elif not is_answered:
            table.add_row(name, list_id, *counts[: len(TIERS) + 1])
        else:
            share = "" if low is None else f"{(clear - numbers[-1]) / clear:.2f}（{low:.2f}–{high:.2f}）"
            table.add_row(name, list_id, *counts, share)
    return table


def towns_table(published: Path) -> Table:
    """Rows by town (down, in a prefecture with its county) and tier (across): fifty lists fit no terminal."""
    table = Table("乡镇", *(title for _, title in TIERS), "合计", title="各乡镇")
    counts = ", ".join(f"count(*) filter (where tier = '{tier}')" for tier, _ in TIERS)
    with duckdb.connect(str(published), read_only=True) as con:
        rows = con.execute(f"""
            select coalesce(any_value(coalesce(county.area_name, '') || town.area_name), '乡镇不明'), {counts}, count(*)
            from lists."all" as lead
            left join core.area as town on lead.town_code = town.area_code
            left join core.area as county on town.parent_code = county.area_code
                and county.parent_code in (select area_code from core.area)
            group by lead.town_code order by lead.town_code
        """).fetchall()
    for town, *numbers in rows:
        table.add_row(town, *(f"{number:,}" for number in numbers))
    return table


def columns_table(published: Path, name: str) -> Table:
    """What each column of a table means. `name` is `schema.table` or the table alone where only one bears it.

    Raises BadInput for a table that is not published, naming those that are nearest.
    """
    with duckdb.connect(str(published), read_only=True) as con:
        tables = [
            f"{schema}.{table}"
            for schema, table in con.execute(
                "select distinct schema_name, table_name from audit.column order by all"
            ).fetchall()
        ]
        meant = [table for table in tables if name in (table, table.partition(".")[2])]
        if len(meant) != 1:
            near = meant or [near for near, *_ in process.extract(name, tables, limit=5)]
            raise BadInput(f"{'有几张' if meant else '没有'}名为 {name} 的表；可用的如：{'、'.join(near)}。")
        schema, _, table = meant[0].partition(".")
        rows = con.execute(
            """
            select described.column_name, described.data_type, column_label, coalesce(column_meaning, ''),
                coalesce(unit, '')
            from audit.column as described join duckdb_columns() as there
                on there.schema_name = described.schema_name and there.table_name = described.table_name
                and there.column_name = described.column_name and there.database_name = current_database()
            where described.schema_name = ? and described.table_name = ? order by there.column_index
            """,
            [schema, table],
        ).fetchall()
        [(title,)] = con.execute(
            """
            select any_value(comment) from (
                select schema_name, table_name, comment from duckdb_tables()
                union all select schema_name, view_name, comment from duckdb_views()
            ) where schema_name = ? and table_name = ?
            """,
            [schema, table],
        ).fetchall()
    shown = Table("列", "类型", "名称", "含义", "单位", title=f"{meant[0]}：{title}")
    for row in rows:
        shown.add_row(*row)
    return shown
