"""The same change made to a whole delivery, kind by kind: are the lists those of the unchanged run, or is it held?

    python benchmarks/odd_deliveries.py --out demo/odd [--people 5000] [--only KIND …]

A kind is a way in which departments' files are odd. It is done to every file of its extract; a night runs in a home of
its own. A kind is right where every list has the rows of the unchanged night (but for where they stand), or where the
night is refused or held in a sentence that names the cause (`cause`). Whatever else is silent: exit 1.
"""

import argparse
import csv
import shutil
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base.errors import BadInput  # noqa: E402
from base.home import Home  # noqa: E402
from benchmarks.files.odd import KINDS, Kind, read, zeros_before  # noqa: E402
from county.making import make  # noqa: E402
from flows.faults import GateHeld  # noqa: E402
from flows.nightly import nightly  # noqa: E402

AS_OF = date(2026, 11, 22)


def inbox_of(base: Path, folder: Path, kind: Kind | None) -> None:
    """The base delivery with every file of the kind's extract changed."""
    shutil.copytree(base, folder, dirs_exist_ok=True)
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as lines:
        entries = list(csv.DictReader(lines))
    for entry in entries:
        path = folder / entry["file"]
        if kind and entry["extract"] == kind.extract and not path.name.endswith((".xlsx",)):
            ending, made = kind.change(read(path))
            path.unlink()
            path = path.with_name(path.name.split(".")[0] + ending)
            path.write_bytes(made)
            entry |= {"file": f"{entry['extract']}/{path.name}", "rows": "", "sha256": ""}
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(entries[0]))
        writer.writeheader()
        writer.writerows(entries)


def base_of(out: Path, people: int) -> Path:
    """A made-up county's delivery, in which unit numbers begin with zeros."""
    make(out / "county", region="funing", people=people, seed=1, as_of=AS_OF, progress=lambda _: None)
    base = out / "county" / "inbox"
    for extract in ("insured_unit", "member", "contribution"):
        inbox_of(base, out / "next", Kind("", extract, zeros_before))
        shutil.rmtree(base)
        (out / "next").rename(base)
    return base


def night(inbox: Path, home: Path) -> tuple[str, dict[str, int]]:
    """What the night was told where it stopped, or nothing; and a digest of each list."""
    try:
        nightly.fn(inbox=inbox, home=home, region="funing", as_of=AS_OF)
    except (BadInput, GateHeld) as stopped:
        return str(stopped), {}
    with duckdb.connect(str(Home(home).published), read_only=True) as con:
        found = con.execute(
            "select list_id, sum(md5_number_lower(concat_ws('|', subject_id, subject_name, town_code, village_code,"
            " tier, priority))::hugeint) from lists.all group by list_id"
        ).fetchall()
        sizes = dict(con.execute("select list_id, count(*) from lists.all group by list_id").fetchall())
    return "", {list_id: int(digest) + sizes[list_id] for list_id, digest in found}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--only", nargs="*", default=[])
    call = parser.parse_args()
    shutil.rmtree(call.out, ignore_errors=True)
    base = base_of(call.out, call.people)
    _, unchanged = night(base, call.out / "home")
    print(f"unchanged: {len(unchanged)} lists")
    silent = 0
    for kind in KINDS:
        if call.only and not any(kind.name.startswith(f"{only} ") for only in call.only):
            continue
        begun = time.perf_counter()
        inbox_of(base, call.out / "inbox", kind)
        answer, lists = night(call.out / "inbox", call.out / "odd")
        differing = [name for name in sorted({*lists, *unchanged}) if lists.get(name) != unchanged.get(name)]
        first = next((line for line in answer.splitlines() if kind.cause and kind.cause in line), answer.split("\n")[0])
        if answer:
            outcome = f"held: {first[:150]}"
            is_right = bool(kind.cause) and kind.cause in answer
        else:
            outcome = f"{len(differing)} lists differ: {'、'.join(differing[:4])}" if differing else "lists equal"
            is_right = not kind.cause and not differing
        silent += not is_right
        judged, took = "right" if is_right else "WRONG", time.perf_counter() - begun
        print(f"{judged} | {kind.name} | {kind.extract} | {outcome} | {took:.0f} s", flush=True)
        for folder in ("inbox", "odd"):
            shutil.rmtree(call.out / folder, ignore_errors=True)
    print(f"{silent} wrong")
    return bool(silent)


if __name__ == "__main__":
    sys.exit(main())
