"""Who refused at the door again and again: `to_be_summoned` against what was answered in a made-up county.

    python benchmarks/refusals.py --out demo/refusals [--people 20000] [--seed 1] [--region funing]

The list is the only one that the departments' deliveries cannot fill: it begins with what grid workers bring back. So
they call three times, a month between two calls, at employers whom the county's key (not the published lists) says
must insure people, and hand their workbooks in by `yingbao feedback`. Some refuse every time; the others are traps:
never met, twice refused and once away, twice refused about two cases at once, or closed by the last
night. Then the list is held against that plan. Exits with 1 where precision or recall is below 0.99 or a trap leaks.
"""

import argparse
import os
import random
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import openpyxl
import polars as pl

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base import clock  # noqa: E402
from base.home import Home  # noqa: E402
from benchmarks.answer_key import asked, by_list, compare, published, read_key  # noqa: E402
from county.making import make  # noqa: E402
from flows.feedback import take  # noqa: E402
from flows.nightly import nightly  # noqa: E402
from handouts.forms import REASON, RESULT, SUBJECT  # noqa: E402
from regions.outcomes import EMPLOYERS  # noqa: E402
from sql.warehouse import quoted  # noqa: E402

LIST, CALLS = "to_be_summoned", 3
NOT_YET, REFUSED, AWAY, CLOSED = "暂未办理", "拒绝配合", "联系不上", "注销"
FIRST, BETWEEN = date(2026, 9, 10), timedelta(days=31)
"""The first call; whoever refused is handed out again after a month (`refused_return_days`)."""
STEADY = {
    "selectively_insured_employers", "dust_hazard_without_injury_cover", "safety_checked_without_injury_cover",
}  # fmt: skip
"""Whoever stands on these stands there still when months have passed and nothing else was delivered: no pupil leaves
school, no cook reaches sixty."""


@dataclass(frozen=True)
class Kind:
    """What employers of a kind say, call after call, and whether they close before the last night."""

    says: tuple[str, str, str]
    expected: str = "absent"
    closes: bool = False
    about_two: bool = False
    """They stand on two lists: one call is about two cases."""


KINDS = {
    "refused_three_times": Kind((REFUSED,) * 3, expected="check_data"),
    "refused_twice_about_two_cases": Kind((REFUSED, REFUSED, AWAY), about_two=True),
    "refused_twice": Kind((REFUSED, AWAY, REFUSED)),
    "never_met": Kind((AWAY,) * 3),
    "closed_since": Kind((REFUSED,) * 3, closes=True),
}


def plan(home: Home, answers: Path, chance: random.Random) -> dict[str, str]:
    """What kind each employer is: by the key, of those that must insure people; a fifth of them each."""
    lists, _ = read_key(answers)
    chosen = pl.col("list_id").is_in(STEADY & set(asked(home.root))) & (pl.col("tier") == "must_join")
    chosen &= pl.col("hard") != "true"
    must = (
        lists.filter(chosen).group_by("subject_id").agg(pl.col("list_id").n_unique().alias("cases")).sort("subject_id")
    )
    with duckdb.connect(str(home.evidence), read_only=True) as con:
        registered = con.sql("select uscc as subject_id from staging.business where uscc is not null").pl()
    must = must.join(registered, on="subject_id", how="semi", maintain_order="left")
    kinds, two = [name for name, kind in KINDS.items() if not kind.about_two], "refused_twice_about_two_cases"
    answer = {}
    for subject, cases in must.iter_rows():
        kind = two if cases > 1 and chance.random() < 0.5 else chance.choice(kinds)
        answer[subject] = kind
    return answer


def called(home: Home, day: date, says: Mapping[str, str], folder: Path) -> tuple[list[Path], int]:
    """Copies of the towns' workbooks with what was said in them, and how many rows were filled in."""
    folder.mkdir(parents=True)
    returned, filled = [], 0
    for file in sorted(home.worklists(day).glob("*.xlsx")):
        workbook = openpyxl.load_workbook(file)
        if EMPLOYERS not in workbook.sheetnames:
            continue
        sheet = workbook[EMPLOYERS]
        head = {cell.value: cell.column for cell in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            reason = says.get(str(sheet.cell(line, head[SUBJECT[EMPLOYERS][1]]).value))
            if reason is not None:
                sheet.cell(line, head[RESULT], NOT_YET)
                sheet.cell(line, head[REASON], reason)
                filled += 1
        workbook.save(folder / file.name)
        returned.append(folder / file.name)
    return returned, filled


def close(home: Home, inbox: Path, subjects: list[str], day: date) -> None:
    """The registry delivers that these have closed."""
    with duckdb.connect() as con:
        con.execute(f"attach {quoted(str(home.evidence))} as evidence (read_only)")
        among = "select * exclude (source_line, source_file, data_date) from evidence.staging.business order by uscc"
        rows = con.sql(among).pl().filter(pl.col("uscc").is_in(subjects))
    closed = rows.with_columns(pl.lit(CLOSED).alias("business_status"), pl.lit(day).alias("closed_on"))
    closed.write_csv(inbox / "business" / "变更.csv")
    line = pl.DataFrame({"file": ["business/变更.csv"], "extract": ["business"], "data_date": [day.isoformat()]})
    manifest = inbox / "manifest.csv"
    pl.concat([pl.read_csv(manifest, infer_schema=False), line], how="diagonal").write_csv(manifest)


def main() -> None:
    """Make the county, call three times, and hold the list against the plan."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="made anew")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--region", default="funing")
    arguments = parser.parse_args()
    os.environ[clock.TODAY] = "2032-12-31"  # its nights are of days to come
    out, home, day = arguments.out, Home(arguments.out / "home"), FIRST
    for folder in (home.root, out / "returned"):
        shutil.rmtree(folder, ignore_errors=True)
    make(out, arguments.region, arguments.people, arguments.seed, FIRST)
    chance = random.Random(arguments.seed)  # noqa: S311 (a made-up county, no secrets)
    inbox, kinds = out / "inbox", dict[str, str]()
    for call in range(CALLS):
        nightly.fn(inbox=inbox, home=home.root, region=arguments.region, as_of=day)
        kinds = kinds or plan(home, out / "answers", chance)
        says = {subject: KINDS[kind].says[call] for subject, kind in kinds.items()}
        files, filled = called(home, day, says, out / "returned" / day.isoformat())
        taken = take(home, files, "网格员")
        questioned = sum(taken.questioned.values())
        print(f"{day}: called at {filled} of {len(kinds)} employers, recorded {taken.rows}, questioned {questioned}")
        day += BETWEEN if call < CALLS - 1 else timedelta(days=1)
    close(home, inbox, [subject for subject, kind in kinds.items() if KINDS[kind].closes], day)
    nightly.fn(inbox=inbox, home=home.root, region=arguments.region, as_of=day)

    rows = [(LIST, subject, kind, KINDS[kind].expected, "number") for subject, kind in kinds.items()]
    answer = pl.DataFrame(rows, schema=["list_id", "subject_id", "kind", "expected", "link"], orient="row")
    right = pl.col("expected") != "absent"
    key, traps = answer.filter(right).rename({"expected": "tier"}), answer.filter(~right)
    result = compare(published(home.root, [LIST]), key, traps)
    for leak in result.leaks.iter_rows(named=True):
        print(f"  {leak['kind']:31}{leak['planted']:>7,} planted{leak['leaked']:>7,} leaked")
    score = by_list(result.scores).row(0, named=True)
    print("{list_id}: {key} in the key, {found} found, {right} right".format(**score))
    good = min(score["precision"] or 0, score["recall"] or 0) >= 0.99 and not result.leaks["leaked"].sum()
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
