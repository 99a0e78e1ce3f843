"""One delivered file becomes Parquet that is named by its content, or is found landed already; all of a night's files.

What is landed under a name is whole: it appears when it is complete, and its hashes are looked at when it is found.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import sources
from base import biff, files, protection, text, workbook, workbook_parts
from base.atomic import written
from base.errors import Flaw
from base.processes import Processes
from sources.landed import schema
from sources.reader import offers
from sources.reader.delivery import Delivery
from sources.reader.offers import Offer
from sources.reader.opening import blaming, read
from sources.reader.table import STRINGS, Finding, Sum
from sources.reader.tidy import other_sums
from sources.reader.typed import TypedBlock, type_block
from sources.source import YUAN, Source

Declared = Mapping[str, Source]
"""Every extract by its name."""

_ROWS, _BAD = ".parquet", ".rejects.parquet"
_COUNTS = ("rows", "loaded", "rejected", "ignored", "skipped", "emptied", "blank")
_FACTS = {*_COUNTS, "format", "encoding", "header_line", "sheets", "offers"}
"""What a file's facts say of it under the names that `Landed` has for it; beside them `extra` and `missing`."""
_FINDINGS = pa.schema(
    [
        ("sheet", pa.string()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("reason", pa.string()),
        ("effect", pa.string()),
        ("times", pa.int64()),
    ]
)
"""A `Finding`, as it is kept beside the rows."""
# A process takes a second to start and pays only where there is more than that second's work.
_WORTH_PROCESSES = 64 << 20


@dataclass(frozen=True)
class Landed:
    """What became of one delivered file. `rows` = `loaded` + `rejected` + `ignored`; `emptied` counts cells.

    `skipped`, a part of `ignored`: totals, signatures, pages and repeated headers. A manifest may count them or not.
    """

    extract: str
    file: str
    data_date: date
    sha256: str
    format: str
    encoding: str | None
    header_line: int
    rows: int
    loaded: int
    rejected: int
    ignored: int
    skipped: int
    emptied: int
    blank: int
    sheets: tuple[dict[str, Any], ...]
    """`name` (null for a file without sheets), `rows`, `is_visible`, and `unread`: why it was not read, or empty."""
    extra_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]
    read: bool
    """Whether the file was parsed now, rather than found landed already."""
    mended: bool
    """Whether it was parsed now because what an earlier night had landed was no longer whole."""
    parquet: Path
    rejects: Path
    offers: tuple[Offer, ...]
    """Unread headers and unknown codes to which a county could give a meaning (`sources/reader/forms.py`)."""
    provided_by: str
    legal_basis: str
    keep_until: date | None


def land_all(
    deliveries: Sequence[Delivery], landing: Path, workers: int, declared: Declared | None = None
) -> Iterator[Landed]:
    """Land every delivery, the largest first, and yield the results in the order of the deliveries.

    `declared`: what a county has said of the extracts is in it (`forms.declared`).

    Typing is Python's work, and threads would wait for each other: much of it is done in processes.
    BadInput: the first of the deliveries that cannot be used; what has been landed by then stays for the next run.
    """
    unread = sum(
        delivery.path.stat().st_size
        for delivery in deliveries
        if not is_landed((declared or sources.SOURCES)[delivery.extract], delivery, landing)
    )
    is_much = workers > 1 and unread >= _WORTH_PROCESSES
    with Processes(workers) if is_much else ThreadPoolExecutor(workers) as pool:
        try:
            for landed in submitted(pool, deliveries, landing, declared):
                yield landed.result()
        finally:
            pool.shutdown(cancel_futures=True)


def submitted(
    pool: Executor, deliveries: Sequence[Delivery], landing: Path, declared: Declared | None = None
) -> list[Future[Landed]]:
    """What lands every delivery, in their order; the largest begins first."""
    largest_first = sorted(range(len(deliveries)), key=lambda number: -_size(deliveries[number].path))
    of = declared or sources.SOURCES
    landed = {
        number: pool.submit(land, of[deliveries[number].extract], deliveries[number], landing)
        for number in largest_first
    }
    return [landed[number] for number in range(len(deliveries))]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def fingerprint(source: Source, path: Path) -> str:
    """Changes with the declaration, the codes, the reader and the kind of file: it is then read again."""
    return hashlib.sha256(f"{source!r}{''.join(path.suffixes[-2:]).lower()}{_reader()}".encode()).hexdigest()


@cache
def _reader() -> str:
    """Changes with every file of this folder, and with what it takes from the ground floor to read cells."""
    digest = hashlib.sha256()
    below = (text, workbook, workbook_parts, biff, protection)
    for module in (*sorted(Path(__file__).parent.glob("*.py")), *(Path(module.__file__ or "") for module in below)):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def is_landed(source: Source, delivery: Delivery, landing: Path) -> bool:
    """A guess without reading the file: whether the hash that the manifest gives was landed before."""
    known = (delivery.sha256 or "").lower()
    return bool(known) and _facts_file(source, delivery.path, landing, known).exists()


def land(source: Source, delivery: Delivery, landing: Path) -> Landed:
    """Decodes, types and keeps one delivered file as Parquet under `landing/<extract>/`, or finds it kept already.

    Good rows go to `<hash>.parquet`, bad values to `<hash>.rejects.parquet`, counts and both files' hashes to
    `<hash>.json`, which is written last: what is missing, cut or exchanged since is read again.
    BadInput: the file is not what the manifest says, or cannot be read as this source.
    """
    with blaming(source, delivery.file, delivery.provided_by):
        with files.opened(delivery.path) as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        if delivery.sha256 and delivery.sha256.lower() != sha256:
            raise Flaw("文件的 SHA-256 与 manifest.csv 登记的不一致，传输中可能有改动", "核对后重新提供文件或登记")
        facts_file = _facts_file(source, delivery.path, landing, sha256)
        facts_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        stem = facts_file.with_suffix("")
        was_landed = facts_file.exists()
        facts = _whole(stem, sha256) if was_landed else None
        fresh = facts is None
        if facts is None:
            facts = _parse(source, delivery.path, stem, sha256)
        if delivery.rows is not None and delivery.rows not in (facts["rows"], facts["rows"] - facts["skipped"]):
            raise Flaw(f"实有{facts['rows']}行数据，manifest.csv 登记的是{delivery.rows}行", "核对是否漏导或重复导出")
    return Landed(
        **{one.name: facts[one.name] for one in fields(Landed) if one.name in _FACTS - {"sheets", "offers"}},
        extract=source.name,
        file=delivery.file,
        data_date=delivery.data_date,
        sha256=sha256,
        extra_columns=tuple(facts["extra"]),
        missing_columns=tuple(facts["missing"]),
        sheets=tuple(facts["sheets"]),
        offers=tuple(Offer(*offer) for offer in facts["offers"]),
        read=fresh,
        mended=fresh and was_landed,
        parquet=_beside(stem, _ROWS),
        rejects=_beside(stem, _BAD),
        provided_by=delivery.provided_by,
        legal_basis=delivery.legal_basis,
        keep_until=delivery.keep_until,
    )


def _facts_file(source: Source, path: Path, landing: Path, sha256: str) -> Path:
    return landing / source.name / f"{sha256[:16]}-{fingerprint(source, path)[:8]}.json"


def _whole(stem: Path, sha256: str) -> dict[str, Any] | None:
    """A landed file's facts; None where it is not what was landed of these bytes: cut, exchanged, not all there."""
    try:
        facts: dict[str, Any] = json.loads(_beside(stem, ".json").read_text("utf-8"))
        landed = {part: _digest(_beside(stem, part)) for part in (_ROWS, _BAD)}
        is_whole = facts["delivered"] == sha256 and facts["landed"] == landed and facts.keys() >= _FACTS
    except (OSError, ValueError, KeyError, TypeError, AttributeError, Flaw):
        return None
    return facts if is_whole else None


def _digest(path: Path) -> str:
    with files.opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _beside(stem: Path, ending: str) -> Path:
    return stem.with_name(f"{stem.name}{ending}")


@dataclass
class _Tally:
    """What a file comes to, block by block."""

    rows_of: dict[str | None, int]
    """By sheet."""
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTS, 0))
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    sums: dict[str | None, dict[str, Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Decimal))
    )
    printed: dict[str | None, list[Sum]] = field(default_factory=lambda: defaultdict(list))

    def add(self, sheet: str | None, found: TypedBlock, printed: Sequence[Sum]) -> None:
        """Add a block of a sheet, and what totals in it say."""
        self.unknown += found.unknown
        for column, amount in found.sums.items():
            self.sums[sheet][column] += amount
        self.printed[sheet] += printed
        self.rows_of[sheet] += found.counts["rows"]
        for kind, count in found.counts.items():
            self.counts[kind] += count

    def remarks(self, source: Source) -> list[Finding]:
        """Where totals say other sums than the rows have."""
        return [
            finding._replace(sheet=sheet if len(self.rows_of) > 1 else None)
            for sheet, printed in self.printed.items()
            for finding in other_sums(source, printed, self.sums[sheet])
        ]


def _parse(source: Source, path: Path, stem: Path, sha256: str) -> dict[str, Any]:
    """Reads the whole file block by block; nothing is left behind under the final names unless all went well."""
    table = read(source, path)
    tally = _Tally(dict.fromkeys((sheet.name for sheet in table.read), 0))
    # Strings stay dictionaries up to the file, where they are plain strings again (no Arrow schema is stored).
    stored = pa.schema([(one.name, STRINGS if one.type == pa.string() else one.type) for one in schema(source)])
    with (
        written(_beside(stem, _ROWS)) as rows_file,
        written(_beside(stem, _BAD)) as rejects_file,
        pq.ParquetWriter(
            rows_file,
            stored,
            store_schema=False,
            store_decimal_as_integer=True,
            # Everything is read whole later: statistics and dictionaries of amounts and lines only cost time.
            write_statistics=False,
            compression="zstd",
            use_dictionary=[column.name for column in source.columns if column.type != YUAN],
            column_encoding={"source_line": "DELTA_BINARY_PACKED"},
        ) as rows,
        pq.ParquetWriter(rejects_file, _FINDINGS, store_schema=False, compression="zstd") as findings,
    ):
        for block in table.blocks:
            name = block.sheet.name
            found = type_block(source, block, name if len(tally.rows_of) > 1 else None)
            if found.rows.num_rows:
                rows.write_batch(found.rows.cast(stored) if found.rows.schema != stored else found.rows)
            if found.findings:
                findings.write_table(_findings_table(found.findings))
            tally.add(name, found, block.sums)
        if remarks := tally.remarks(source):
            findings.write_table(_findings_table(remarks))
    facts: dict[str, Any] = tally.counts | {
        "format": table.format,
        "encoding": table.encoding,
        "header_line": table.header.line,
        "sheets": [
            {
                "name": sheet.name,
                "rows": tally.rows_of[sheet.name] if sheet.header else sheet.rows,
                "is_visible": sheet.is_visible,
                "unread": sheet.unread,
            }
            for sheet in table.sheets
        ],
        "printed": sorted({text.fold(cell) for sheet in table.read if sheet.header for cell in sheet.header.cells}),
        "extra": table.extra,
        "missing": table.missing,
        "offers": [*table.offers, *offers.of_codes(source, tally.unknown)],
        "delivered": sha256,
        "landed": {part: _digest(_beside(stem, part)) for part in (_ROWS, _BAD)},
    }
    with written(_beside(stem, ".json")) as stream:
        stream.write(json.dumps(facts, ensure_ascii=False, indent=1).encode())
    return facts


def keep_rows(stem: Path, table: pa.Table) -> tuple[Path, Path]:
    """Keep rows that no file held (they are typed already) beside those of files: rows, and rejects, of which none."""
    stem.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows_path, rejects_path = _beside(stem, _ROWS), _beside(stem, _BAD)
    with written(rejects_path) as rejects_file:
        pq.write_table(_FINDINGS.empty_table(), rejects_file, store_schema=False, compression="zstd")
    with written(rows_path) as rows_file:
        pq.write_table(table, rows_file, store_schema=False, write_statistics=False, compression="zstd")
    return rows_path, rejects_path


def _findings_table(findings: list[Finding]) -> pa.Table:
    ordered = [finding._asdict() for finding in sorted(findings, key=lambda finding: finding[:4])]
    return pa.Table.from_pylist(ordered, schema=_FINDINGS)
