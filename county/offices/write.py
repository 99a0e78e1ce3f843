"""Writes the inbox: text in its encodings, workbooks, Parquet, and the manifest with counts and hashes."""

import csv
import gzip
import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from sources.source import Source

ROWS_AT_ONCE = 250_000
SMALL = 20_000
"""More rows than this do not go into a workbook."""


def source_of(extract: str) -> Source:
    """The declaration of an extract."""
    module = import_module(f"sources.{extract}")
    source = getattr(module, extract.upper())
    if not isinstance(source, Source):
        raise TypeError(f"sources.{extract} declares no {extract.upper()}")
    return source


def printed_columns(source: Source, frame: pl.DataFrame, headers: int) -> tuple[list[str], list[str]]:
    """The delivered columns in the order of the declaration, and what is printed above them."""
    names, printed = [], []
    for column in source.columns:
        if column.name in frame.columns:
            names.append(column.name)
            other = column.also[min(headers, len(column.also)) - 1] if headers and column.also else column.header
            printed.append(other)
    unknown = set(frame.columns) - set(names)
    if unknown:
        raise ValueError(f"{source.name} has no columns {sorted(unknown)}")
    return names, printed


class Inbox:
    """A folder of deliveries and the manifest that goes with it."""

    def __init__(self, root: Path, as_of: date, data_date: date, tell: Callable[[str], None], front: str = "") -> None:
        self.root, self.as_of, self.data_date, self.tell = root, as_of, data_date, tell
        self.front = front
        """What the names of all files begin with: 射阳县_."""
        self.lines: list[dict[str, str | int]] = []

    def text(
        self,
        extract: str,
        file: str,
        frame: pl.DataFrame,
        *,
        encoding: str = "utf-8",
        separator: str = ",",
        title: str = "",
        headers: int = 0,
        crlf: bool = False,
        data_date: date | None = None,
        extra: list[dict[str, str]] | None = None,
    ) -> None:
        """Write a delimited file; `.gz` at the end of its name packs it; `extra` rows are appended as they are."""
        source = source_of(extract)
        names, printed = printed_columns(source, frame, headers)
        end = "\r\n" if crlf else "\n"
        codec = "utf-8" if encoding == "utf-8-sig" else encoding

        def pieces() -> Iterator[bytes]:
            if encoding == "utf-8-sig":
                yield b"\xef\xbb\xbf"
            if title:
                yield (title + end).encode(codec)
            yield (separator.join(printed) + end).encode(codec)
            for start in range(0, len(frame), ROWS_AT_ONCE):
                # an empty text would be printed as ""; departments print nothing
                part = frame[start : start + ROWS_AT_ONCE].select(
                    pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) if kind == pl.String else pl.col(name)
                    for name, kind in frame.select(names).schema.items()
                )
                buffer = io.BytesIO()
                part.write_csv(
                    buffer, include_header=False, separator=separator, line_terminator=end, float_precision=2
                )
                data = buffer.getvalue()
                yield data if codec == "utf-8" else data.decode("utf-8").encode(codec)
            for row in extra or []:
                yield (separator.join(row.get(name, "") for name in names) + end).encode(codec)

        self._store(source, file, pieces(), len(frame) + len(extra or []), data_date)

    def table(self, extract: str, stem: str, frame: pl.DataFrame, **text: object) -> None:
        """A workbook where the table is small enough for one, else a text file."""
        if len(frame) > SMALL:
            self.text(extract, stem + ".csv", frame, title=str(text.get("title", "")))
        else:
            self.workbook(extract, stem + ".xlsx", frame, title=str(text.get("title", "")))

    def workbook(self, extract: str, file: str, frame: pl.DataFrame, *, title: str = "", headers: int = 0) -> None:
        """Write an XLSX whose cells are all text, under a title line if there is one."""
        source = source_of(extract)
        names, printed = printed_columns(source, frame, headers)
        buffer = io.BytesIO()
        workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
        # the time of making would make every run's file another
        workbook.set_properties({"created": datetime(self.as_of.year, self.as_of.month, self.as_of.day)})
        sheet = workbook.add_worksheet("Sheet1")
        row = 0
        if title:
            sheet.write_string(0, 0, title)
            row = 1
        sheet.write_row(row, 0, printed)
        for values in frame.select(pl.col(names).cast(pl.String).fill_null("")).rows():
            row += 1
            for place, value in enumerate(values):
                if value:
                    sheet.write_string(row, place, value)
        workbook.close()
        self._store(source, file, iter([buffer.getvalue()]), len(frame), None)

    def parquet(self, extract: str, file: str, frame: pl.DataFrame) -> None:
        """Write a Parquet file of text columns, under the printed headers."""
        source = source_of(extract)
        names, printed = printed_columns(source, frame, 0)
        buffer = io.BytesIO()
        frame.select(pl.col(names).cast(pl.String)).rename(dict(zip(names, printed, strict=True))).write_parquet(buffer)
        self._store(source, file, iter([buffer.getvalue()]), len(frame), None)

    def _store(self, source: Source, file: str, data: Iterator[bytes], rows: int, data_date: date | None) -> None:
        file = self.front + file
        path = self.root / source.name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("wb") as raw:
            hashed = _Hashed(raw, digest)
            if file.endswith(".gz"):
                with gzip.GzipFile(filename="", mode="wb", fileobj=hashed, compresslevel=1, mtime=0) as packed:
                    for piece in data:
                        packed.write(piece)
            else:
                for piece in data:
                    hashed.write(piece)
        self.lines.append(
            {
                "file": f"{source.name}/{file}",
                "extract": source.name,
                "data_date": str(data_date or self.data_date),
                "rows": rows,
                "sha256": digest.hexdigest(),
                "provided_by": source.department,
                "legal_basis": "社会保险法第七十四条；政务数据共享协议",
                "keep_until": str(self.as_of + timedelta(days=400)),
            }
        )
        self.tell(f"{source.name}/{file}: {rows:,} rows")


def write_manifest(root: Path, lines: list[dict[str, str | int]]) -> None:
    """Write `manifest.csv`, one line per file."""
    with (root / "manifest.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


class _Hashed(io.RawIOBase):
    """Passes bytes on to a file and to a hash."""

    def __init__(self, target: IO[bytes], digest: "hashlib._Hash") -> None:
        self.target, self.digest = target, digest

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self.target.write(data)

    def flush(self) -> None:
        self.target.flush()


class RecordOwners:
    """Which record belongs to whom, written as it comes: CSV, or Parquet where a text would be too long."""

    def __init__(self, path: Path, owner: str, packed: bool) -> None:
        self.owner, self.packed = owner, packed
        self.path = path.with_suffix(".parquet" if packed else ".csv")
        texts = [(name, pa.large_string()) for name in ("extract", "record_id", owner)]
        self.schema = pa.schema([*texts, ("hard", pa.bool_())])
        self.writer = pq.ParquetWriter(self.path, self.schema) if packed else None
        self.begun = False
        self.extract = ""
        self.waiting: list[pl.DataFrame] = []

    def add(self, extract: str, record_ids: pl.Series, owners: pl.Series, hard: np.ndarray | None = None) -> None:
        """Add records of an extract; each is written once, however often the extract names it."""
        if extract != self.extract:
            self._write()
            self.extract = extract
        undecidable = pl.Series(np.zeros(len(record_ids), dtype=bool) if hard is None else hard)
        self.waiting.append(
            pl.DataFrame(
                {"record_id": record_ids.cast(pl.String), self.owner: owners.cast(pl.String), "hard": undecidable}
            )
        )

    def _write(self) -> None:
        if not self.waiting:
            return
        frame = pl.concat(self.waiting).unique("record_id", keep="first", maintain_order=True)
        frame = frame.select(pl.lit(self.extract).alias("extract"), pl.all())
        self.waiting.clear()
        if self.writer:
            self.writer.write_table(frame.to_arrow().cast(self.schema))
            return
        with self.path.open("ab" if self.begun else "wb") as target:
            frame.write_csv(target, include_header=not self.begun)
        self.begun = True

    def close(self) -> None:
        """Finish the file."""
        self._write()
        if self.writer:
            self.writer.close()
