"""A small town's inbox for whole nights: every list has a row, every number can be checked by eye."""

import csv
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from base.home import Home
from flows.night import Night
from flows.nightly import nightly
from sql import analysis, publication
from sql.duck import STORAGE_VERSION, DuckWarehouse
from sql.fresh import Edition
from tests.town import MANIFEST, Town

AS_OF = date(2026, 11, 22)
YINGBAO = Path(sys.executable).parent / "yingbao"
LISTS = (
    "lapsed_members",
    "partly_insured_employers",
    "taxed_uninsured_employers",
    "unenrolled_residents_45_plus",
    "unenrolled_residents_under_45",
    "waged_uninsured_people",
)

MATCHES = ("employer", "person", "child", "project", "pair", "review", "comparison")


def small_town(children: int = 0, lapsed: bool = True) -> Town:
    """在职 is insured by 甲厂, which leaves 漏保 out; 乙厂 insures nobody; 停缴 paid until March; two residents wait.

    `children`: that many more people of 10, who are on no list.
    """
    town = Town(as_of=AS_OF.isoformat())
    town.people("""
        name | born       | sex
        在职 | 1990-01-01 | 男
        漏保 | 1985-03-03 | 女
        停缴 | 1980-05-05 | 男
        大龄 | 1976-02-02 | 女
        青年 | 2000-02-02 | 男
        已保 | 1970-06-06 | 女
        乙工 | 1991-07-07 | 男""")
    if children:
        town.people("name | born | sex\n" + "\n".join(f"童{n} | 2016-0{n % 9 + 1}-01 | 男" for n in range(children)))
    town.firms("""
        name | unit
        甲厂 | 1
        乙厂 | -""")
    town.wages("""
        who  | firm | months
        在职 | 甲厂 | 2026-06..2026-10
        漏保 | 甲厂 | 2026-06..2026-10
        乙工 | 乙厂 | 2026-06..2026-10""")
    town.taxes("""
        firm | months
        甲厂 | 2026-06..2026-10
        乙厂 | 2026-06..2026-10""")
    town.members("""
        who  | insurance | firm
        在职 | 110       | 甲厂
        停缴 | 110       | 甲厂
        已保 | 170       | -""")
    town.paid(f"""
        who  | insurance | firm | months
        在职 | 110       | 甲厂 | 2026-01..2026-10
        停缴 | 110       | 甲厂 | 2026-01..{"2026-03" if lapsed else "2026-10"}
        已保 | 170       | -    | 2025-12""")
    return town


def write(town: Town, inbox: Path) -> Path:
    """Write the town's files and manifest."""
    inbox.parent.mkdir(parents=True, exist_ok=True)
    town._write(inbox)
    return inbox


def manifest(inbox: Path) -> list[dict[str, str]]:
    """The lines of the manifest."""
    with (inbox / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_manifest(inbox: Path, lines: list[dict[str, str]]) -> None:
    """Write the manifest anew."""
    with (inbox / "manifest.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, MANIFEST, restval="")
        writer.writeheader()
        writer.writerows(lines)


def change(inbox: Path, file: str, **values: str) -> None:
    """Change one line of the manifest."""
    write_manifest(inbox, [line | (values if line["file"] == file else {}) for line in manifest(inbox)])


def deliver(inbox: Path, file: str, content: bytes | str, **values: str) -> Path:
    """Put a file (text is UTF-8) into the inbox and into the manifest, in place of one of the same name."""
    path = inbox / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    line = {"file": file, "extract": path.parent.name, "data_date": "2026-11-20"} | values
    before = manifest(inbox) if (inbox / "manifest.csv").exists() else []
    write_manifest(inbox, [*(line_before for line_before in before if line_before["file"] != file), line])
    return path


def night(inbox: Path, home: Path, whole: bool = False, **values: Any) -> Night:
    """One night, without a server; `whole`: with desk, report, comments and the copy without names, too."""
    with nullcontext() if whole else brief():
        return nightly.fn(inbox=inbox, home=home, region="funing", **{"as_of": AS_OF, **values})


@contextmanager
def brief() -> Iterator[None]:
    """Nights in this make no more than what most tests look at: they are half as long."""
    with (
        patch("flows.nightly.hand_out_desk", lambda home, as_of, region: None),
        patch("flows.nightly.write_reports", lambda home: ()),
        patch.object(analysis, "write", _nothing),
        patch.object(publication, "comment", lambda *of: None),
    ):
        yield


def _nothing(warehouse: DuckWarehouse, file: Path, *_: object) -> Edition:
    warehouse.con.execute(f"attach '{file}' as analysis (storage_version '{STORAGE_VERSION}')")
    return Edition(warehouse, "analysis")


def nothing_missed(warehouse: DuckWarehouse) -> None:
    """All that takes people off lists is there: `test_exemption_sources.py` looks at what happens where it is not."""
    warehouse.create(
        "core.exemption_source",
        "select null::varchar as extract, null::varchar as extract_title, null::varchar as department,"
        " null::date as data_date, null::date as needed_from, true as is_compared, null::varchar as absent_because"
        " where false",
    )


def yingbao(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The installed command."""
    return subprocess.run(
        [YINGBAO, *map(str, words)], capture_output=True, text=True, check=False, env=environment(), timeout=300
    )


def run(inbox: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`yingbao run` on the day of the tests."""
    return yingbao(*arguments(inbox, home), *words)


def arguments(inbox: Path, home: Path) -> list[str]:
    """The words of `yingbao run`."""
    return ["run", "--inbox", str(inbox), "--home", str(home), "--region", "funing", "--as-of", AS_OF.isoformat()]


def environment() -> dict[str, str]:
    """Ours, with UTF-8, lines wide enough for sentences and the machine's own number of threads."""
    own = {name: value for name, value in os.environ.items() if name != "POLARS_MAX_THREADS"}
    return {**own, "PYTHONUTF8": "1", "COLUMNS": "200"}


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    """What the published database answers, opened as an analyst does."""
    with duckdb.connect(str(Home(home).published), read_only=True) as con:
        return con.execute(query).fetchall()


def exports(home: Path, folder: Path) -> dict[str, bytes]:
    """The bytes of each list's export, and of who was matched with whom, in the order of its key."""
    folder.mkdir(parents=True)
    parts = {list_id: f"from lists.{list_id}" for list_id in LISTS}
    parts |= {name: f"from matches.{name} order by all" for name in MATCHES}
    with duckdb.connect(str(Home(home).published), read_only=True) as con:
        for name, query in parts.items():
            con.execute(f"copy ({query}) to '{folder / name}.csv'")
    return {name: (folder / f"{name}.csv").read_bytes() for name in parts}


def fingerprint(home: Path) -> str:
    """Of the published file's bytes."""
    return hashlib.sha256(Home(home).published.read_bytes()).hexdigest()
