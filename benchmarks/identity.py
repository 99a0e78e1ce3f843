"""Whether a change of the code changed what the product does: digests of what a night made, to hold two codes together.

    python benchmarks/identity.py --home demo/home > before        (with the old code's home)
    python benchmarks/identity.py --home demo/home | diff before - (with the new code's, of the same inbox and case key)

One line each for every table of `lists`, `core`, `matches`, `indicator` and `ledger` in the published file and of
`matches` in the evidence (columns by name, rows in any order), for every workbook that went out (its bytes) and for
every sheet of the report's workbook (whose first one tells when the night ran). A case key is copied with
`ledger/case.key` into a home that has never been used.
"""

import argparse
import hashlib
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base.home import Home  # noqa: E402

SHOWN = ("lists", "core", "matches", "indicator", "indicators", "cases")
EVIDENCE = ("matches", "numbered")


def tables(path: Path, schemas: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each table's name, and the digest of its columns and rows, in whatever order they lie."""
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name in (select unnest(?)) order by all",
            [list(schemas)],
        ).fetchall()
        for schema, table in found:
            columns = [
                name
                for (name,) in con.execute(
                    "select column_name from duckdb_columns() where schema_name = ? and table_name = ? order by 1",
                    [schema, table],
                ).fetchall()
            ]
            row = ", ".join(f'"{name}" := "{name}"' for name in columns)
            [(rows, total)] = con.execute(
                f"select count(*), sum(md5_number_lower(struct_pack({row})::varchar)::hugeint) "
                f'from "{schema}"."{table}"'
            ).fetchall()
            yield f"{path.name} {schema}.{table}", f"{rows} rows, {len(columns)} columns, {total}"


def workbooks(folder: Path) -> Iterator[tuple[str, str]]:
    """Every workbook below a folder, and the digest of its bytes."""
    for path in sorted(folder.rglob("*.xlsx")):
        yield str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()[:24]


def sheets(folder: Path) -> Iterator[tuple[str, str]]:
    """The parts of every workbook below a folder, but for when it was written."""
    for path in sorted(folder.rglob("*.xlsx")):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(set(archive.namelist()) - {"docProps/core.xml"}):
                yield f"{path.relative_to(folder)} {name}", hashlib.sha256(archive.read(name)).hexdigest()[:24]


def main() -> None:
    """Print the digests."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    home = Home(parser.parse_args().home)
    for name, digest in (
        *tables(home.published, SHOWN),
        *tables(home.evidence, EVIDENCE),
        *workbooks(home.root / "worklists"),
        *sheets(home.root / "reports"),
    ):
        print(f"{name}: {digest}")


if __name__ == "__main__":
    main()
