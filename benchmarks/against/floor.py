"""The floor of a night: DuckDB reading the same files once into typed tables, in memory, with the same threads.

GB18030 files are given to it as UTF-8 and packed ones unpacked (neither is counted), so the floor is kinder to itself
than a county would be. Excel files are left out: DuckDB cannot read them here. Where a file has a title above its
header, or rows that do not fit, DuckDB's own look at the file gives up: its header line is then named, every column
read as text, and what does not fit passed over, which is less work, not more.
"""

import contextlib
import gzip
import io
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

DELIMITERS = ",\t|"
HEAD_LINES = 40
TEXTS = (".csv", ".txt", ".tsv", ".gz")


@dataclass(frozen=True)
class Floor:
    """What reading took."""

    seconds: float
    text_bytes: int
    rows: int
    headers_given: int
    """Of how many files DuckDB had to be told where the header is."""


def read(inbox: Path, threads: int) -> Floor:
    """Read all text and Parquet files of an inbox once."""
    with tempfile.TemporaryDirectory(prefix="yingbao-floor-") as folder:
        files = list(_prepared(inbox, Path(folder)))
        text_bytes = sum(path.stat().st_size for path in files if path.suffix != ".parquet")
        rows = headers_given = 0
        begun = time.perf_counter()
        with duckdb.connect(config={"threads": threads}) as con:
            for number, path in enumerate(files):
                made, is_given = _table(con, f"floor_{number}", path)
                rows, headers_given = rows + made, headers_given + is_given
        return Floor(time.perf_counter() - begun, text_bytes, rows, headers_given)


def _table(con: duckdb.DuckDBPyConnection, name: str, path: Path) -> tuple[int, bool]:
    if path.suffix == ".parquet":
        return _made(con, name, f"read_parquet('{path}')"), False
    try:
        return _made(con, name, f"read_csv('{path}', ignore_errors=true)"), False
    except duckdb.Error:
        return _made(con, name, _with_header_named(path)), True


def _made(con: duckdb.DuckDBPyConnection, name: str, source: str) -> int:
    [(rows,)] = con.execute(f"create or replace table {name} as select * from {source}").fetchall()
    return int(rows)


def _with_header_named(path: Path) -> str:
    """How DuckDB reads a file whose header is the line of most columns among the first ones."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        head = [line for _, line in zip(range(HEAD_LINES), text, strict=False)]
    count, _, number, delimiter = max(
        (line.count(delimiter), -number, number, delimiter)
        for number, line in enumerate(head)
        for delimiter in DELIMITERS
    )
    columns = ", ".join(f"'column_{place}': 'VARCHAR'" for place in range(count + 1))
    return (
        f"read_csv('{path}', auto_detect=false, delim='{delimiter}', quote='\"', escape='\"', skip={number + 1}, "
        f"header=false, columns={{{columns}}}, null_padding=true, strict_mode=false, "
        "ignore_errors=true, parallel=false)"
    )


def _prepared(inbox: Path, folder: Path) -> list[Path]:
    files = []
    for path in sorted(inbox.glob("*/*")):
        if path.suffix == ".parquet":
            files.append(path)
        elif path.suffix in TEXTS:
            target = folder / f"{path.parent.name}-{path.name.removesuffix('.gz')}"
            _as_utf8(path, target)
            files.append(target)
    return files


def _as_utf8(path: Path, target: Path) -> None:
    with contextlib.ExitStack() as stack:
        opener = gzip.open if path.suffix == ".gz" else open
        raw = stack.enter_context(opener(path, "rb"))
        source = io.BufferedReader(raw, 1 << 20)
        text = io.TextIOWrapper(source, encoding=_encoding(source.peek(1 << 20)), errors="replace", newline="")
        sink = stack.enter_context(target.open("w", encoding="utf-8", newline=""))
        shutil.copyfileobj(text, sink, 1 << 20)


def _encoding(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"
