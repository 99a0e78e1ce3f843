"""An ordinary night's inbox, made of another: one more month of contributions, wages and taxes, some members changed.

    python benchmarks/next_month.py --inbox demo/inbox --out demo/next [--month 2026-10] [--data-date 2026-11-22]

The rows of the last month stand once more, a month later, in a file of their own beside the others; of the members'
files every fiftieth row has another telephone number. Whatever else there is is linked, not copied. Text files only.
"""

import argparse
import csv
import gzip
import os
import re
from datetime import date
from pathlib import Path

MONTHLY = ("contribution", "wage", "tax_payment")
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d{8})(\d)(?!\d)")


def make(inbox: Path, out: Path, month: date, delivered: str, share: float) -> list[str]:
    """Write the inbox, its new files of this day; returns the files that are new or changed."""
    with (inbox / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        listed = list(csv.DictReader(lines))
    lines_out, changed = [], []
    for line in listed:
        source, target = inbox / line["file"], out / line["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        if line["extract"] == "member" and _is_text(source):
            _write(target, _other_phones(_read(source), round(1 / share)))
            line |= {"rows": "", "sha256": ""}
            changed.append(line["file"])
        else:
            os.link(source, target)
        lines_out.append(line)
    for line in listed:
        if line["extract"] in MONTHLY and _is_text(inbox / line["file"]):
            following = _next(_read(inbox / line["file"]), month)
            if following:
                name = f"{line['extract']}/{Path(line['file']).name.split('.')[0]}_下一月.csv"
                _write(out / name, following)
                lines_out.append(line | {"file": name, "rows": "", "sha256": "", "data_date": delivered})
                changed.append(name)
    with (out / "manifest.csv").open("w", encoding="utf-8", newline="") as target_file:
        writer = csv.DictWriter(target_file, list(listed[0]))
        writer.writeheader()
        writer.writerows(lines_out)
    return changed


def _next(lines: list[str], month: date) -> list[str]:
    """The header and the rows of a month, as if they were of the one after; nothing where there are none."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    this = re.compile(rf"(?<!\d){month.year}([-/年.]?){month.month:02d}")
    # A row of the month before that was settled in this one stands already.
    earlier = re.compile(rf"(?<!\d){month.year}[-/年.]?{month.month - 1:02d}(?!\d\d)")
    rows = [
        this.sub(lambda found: f"{following.year}{found[1]}{following.month:02d}", line)
        for line in lines[1:]
        if this.search(line) and not earlier.search(line)
    ]
    return [lines[0], *rows] if rows else []


def _other_phones(lines: list[str], every: int) -> list[str]:
    return [
        _PHONE.sub(lambda found: f"{found[1]}{(int(found[2]) + 1) % 10}", line) if number % every == every - 1 else line
        for number, line in enumerate(lines)
    ]


def _is_text(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith((".csv", ".txt", ".tsv"))


def _read(path: Path) -> list[str]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return raw.decode("gb18030").splitlines()


def _write(path: Path, lines: list[str]) -> None:
    text = "\n".join(lines).encode() + b"\n"
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)


def main() -> None:
    """Make it and say which files are new or changed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--month", default="2026-10", help="the last month that the inbox has")
    parser.add_argument("--data-date", default="2026-11-22", help="when the new month was delivered")
    parser.add_argument("--changed", type=float, default=0.02)
    arguments = parser.parse_args()
    month = date.fromisoformat(f"{arguments.month}-01")
    print("\n".join(make(arguments.inbox, arguments.out, month, arguments.data_date, arguments.changed)))


if __name__ == "__main__":
    main()
