"""One publication as the desk reads it: whatever a night puts in place meanwhile, a reader sees the whole of one.

Opened once, in a database in memory beside it, and read by as many as ask; when another file stands in its place, who
comes next opens that one, and the old is let go when its last reader is done.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

import regions
from base.errors import OTHER_VERSION, BadInput
from base.home import Home
from flows import binding
from regions import Region
from sql.warehouse import quoted

MEMORY = "1GB"
"""What reading takes at most: a night may be at work beside it."""
THREADS = 2
_IDLE_SECONDS = 60.0

_LEAD = (
    *("case_id", "subject_kind", "subject_id", "subject_name", "town_code", "village_code"),
    *("tier", "confidence", "priority"),
)


@dataclass
class Snapshot:
    """A publication. Each reader takes a `cursor` of its own."""

    con: duckdb.DuckDBPyConnection
    as_of: date
    run_id: str
    region: Region
    sequence: int
    """The last event of the ledger that it knows."""
    lists: dict[str, str]
    """The names of its lists by their ids."""
    _made: dict[str, Any] = field(default_factory=dict)
    _making: threading.RLock = field(default_factory=threading.RLock)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of the caller's own, in which the publication's tables are the default."""
        with self.con.cursor() as con:
            con.execute("use published")
            yield con

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What is worked out once for all readers of this publication."""
        if name not in self._made:
            with self._making:
                if name not in self._made:
                    self._made[name] = make()
        return self._made[name]

    def leads(self) -> None:
        """Have `memory.lead`: every lead of every list, without its words."""
        self.once("leads", self._unite)

    def _unite(self) -> bool:
        columns = ", ".join(_LEAD)
        parts = " union all ".join(f"select '{name}' as list_id, {columns} from lists.{name}" for name in self.lists)
        with self.cursor() as con:
            con.execute(f"create or replace table memory.main.lead as {parts}")
        return True


class Snapshots:
    """The publication that stands in a home, opened when somebody asks."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._lock = threading.Lock()
        self._stand: tuple[int, ...] = ()
        self._open: Snapshot | None = None
        self._asked_at = 0.0

    def now(self) -> Snapshot:
        """The publication that stands. Raises BadInput where there is none, or it is none that this version reads."""
        with self._lock:
            self._asked_at = time.monotonic()
            try:
                status = self.home.published.stat()
            except OSError:
                self._open = None
                raise BadInput("还没有公布过结果；请先在“运行”页运行一次。") from None
            stand = (status.st_ino, status.st_mtime_ns, status.st_size)
            if self._open is None or stand != self._stand:
                self._open, self._stand = None, stand
                self._open = opened(self.home)
            return self._open

    def rest(self) -> None:
        """Let go of a file that nobody has asked for lately: where a night has replaced it, its room is given back."""
        with self._lock:
            if time.monotonic() - self._asked_at > _IDLE_SECONDS:
                self._open = None


def opened(home: Home) -> Snapshot:
    """Open the publication that stands. Raises BadInput."""
    binding.check_published(home)
    config: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": MEMORY,
        "threads": THREADS,
    }
    con = duckdb.connect(config=config)
    try:
        con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
        run = con.execute(
            "select as_of, run_id, region from published.audit.run order by run_id desc, step_no desc limit 1"
        ).fetchone()
        lists = dict(con.execute("select list_id, list_name from published.audit.list order by list_id").fetchall())
        last = con.execute("select coalesce(max(sequence), 0) from published.ledger.event").fetchone()
    except duckdb.CatalogException:
        raise BadInput(OTHER_VERSION) from None
    except duckdb.Error:
        raise BadInput("公布的数据库打不开；请在“系统”页看体检结果。") from None
    if run is None or last is None:
        raise BadInput(OTHER_VERSION)
    as_of, run_id, region = run
    return Snapshot(con, as_of, run_id, regions.read(region), last[0], lists)
