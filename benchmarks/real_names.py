"""Names as they really are: what a night makes of them that prints nothing else, beside RapidFuzz.

    python benchmarks/real_names.py [--only listed,roster] [--shared DIR] [--show 20] [--splink] [--curve] [--halves]

Each printed name is a record of its own (a roster, a ruling, a survey) and meets a register that knows names only.
`listed`: the exchanges' short names among the full names of listed companies (shared/corpora). `roster`: our own
made-up ones (`tests/matchers/roster_names.csv`). "Right one absent" asks the same names of a register that lacks their
employer: any link is then a wrong one. RapidFuzz answers with the nearest name, so that it is never silent. `--curve`
asks what other margins would make of them: every threshold of a short name's rarity (bits) and lead (rare pairs of
characters) higher or lower than it is, and what groups would be that bear a firm's name, if they were taken. `--halves`
tells the same of two halves, by the hash of the full name: margins are chosen on the first, the second is held out.
"""

import argparse
import hashlib
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import regions  # noqa: E402
from matchers.employer import name_alone, records, tables  # noqa: E402
from matchers.employer.link import WEIGHTS, linked_employers  # noqa: E402
from matchers.employer.model import MATCHER  # noqa: E402
from matchers.engine import weights  # noqa: E402
from matchers.engine.decide import WAITING  # noqa: E402
from matchers.text.vocabulary import Places  # noqa: E402

LISTED = Path("corpora") / "listed_company_short_to_full.csv"
TESTS = ROOT / "tests" / "matchers"
FOLDS = 2
"""In so many parts the register is taken away, so that every name once meets one without its employer."""
EMPTY = ("legal_person_name", "legal_person_id", "address", "phone", "industry", "area", "business_kind")


@dataclass(frozen=True)
class Figures:
    """One line of the table: what became of the names; `absent`: links where the right employer is not registered."""

    what: str
    names: int
    right: int
    wrong: int
    asked: int
    lost: int
    absent: int
    nearest: int
    seconds: float


def night(printed: list[str], registered: list[str], places: Places) -> pl.DataFrame:
    """One row a printed name: `found`, the registered name that it was linked to, and `asked`, those shown."""
    size, count = len(registered), len(printed)
    names = pl.DataFrame({"employer_name": registered + printed}).with_row_index("print_no")
    is_registered = pl.col("print_no") < size
    base = names.with_columns(
        pl.when(is_registered).then(pl.lit("business")).otherwise(pl.lit("survey")).alias("extract"),
        pl.col("print_no").cast(pl.String).alias("record_id"),
        pl.when(is_registered).then(pl.lit("business")).alias("slot"),
        pl.when(is_registered).then(pl.format("U{}", "print_no")).alias("uscc"),
        *(pl.lit(None, pl.String).alias(name) for name in EMPTY),
        pl.lit(None, pl.Date).alias("opened_on"),
        pl.lit(value=False).alias("is_former"),
        pl.lit(None, pl.List(pl.UInt64)).alias("staff"),
    )
    record = base.select(
        "extract", "record_id", "uscc", pl.col("uscc").alias("organisation_code"), pl.col("uscc").alias("employer_id"),
        pl.when(pl.col("uscc").is_null()).then(pl.lit("none")).otherwise(pl.lit("uscc")).alias("rule"),
    )  # fmt: skip
    known = records.make(record, base.drop("uscc"), places)
    verdicts = pl.DataFrame(
        schema=dict.fromkeys(
            ("matcher", "left_extract", "left_record", "right_extract", "right_record", "verdict"), pl.String
        )
    )
    employers = linked_employers(known, weights.read(WEIGHTS, MATCHER.sizes), verdicts)
    linked = tables.employer_table(employers).filter(pl.col("extract") == "survey")
    found = linked.select(
        pl.col("record_id").cast(pl.Int64).alias("print_no"),
        pl.col("employer_id").str.extract(r"^U(\d+)$").cast(pl.Int64).alias("at"),
    )
    pairs = employers.linked.pairs.filter(pl.col("verdict") == WAITING)
    shown = pl.concat(
        pairs.filter((pl.col(f"{one}_extract") == "survey") & (pl.col(f"{other}_extract") == "business")).select(
            pl.col(f"{one}_record").cast(pl.Int64).alias("print_no"),
            pl.col(f"{other}_record").cast(pl.Int64).alias("at"),
        )
        for one, other in (("left", "right"), ("right", "left"))
    )
    name = pl.Series(registered)
    asked = shown.with_columns(name.gather(shown["at"]).alias("asked")).group_by("print_no").agg("asked")
    answer = pl.DataFrame({"print_no": np.arange(size, size + count), "printed": printed})
    answer = answer.join(found, on="print_no", how="left", maintain_order="left")
    answer = answer.join(asked, on="print_no", how="left", maintain_order="left")
    return answer.select("printed", name.gather(answer["at"]).alias("found"), "asked")


def judged(answer: pl.DataFrame, means: pl.Series) -> pl.DataFrame:
    """The answers with `verdict`: right, wrong, asked (the right one is shown), lost; who is nobody is not lost."""
    table = answer.with_columns(means.alias("means"))
    shown = pl.col("asked").list.contains(pl.col("means")).fill_null(value=False)
    return table.with_columns(
        pl.when(pl.col("found").is_not_null() & pl.col("found").ne_missing(pl.col("means")))
        .then(pl.lit("wrong"))
        .when(pl.col("found").is_not_null())
        .then(pl.lit("right"))
        .when(pl.col("means").is_null())
        .then(pl.lit("nobody"))
        .when(shown)
        .then(pl.lit("asked"))
        .otherwise(pl.lit("lost"))
        .alias("verdict")
    )


def folds(means: pl.Series, registered: list[str]) -> tuple[np.ndarray, list[list[str]]]:
    """In which part the employer of each name is, and what is registered without each part."""
    fold = dict(zip(registered, np.random.default_rng(1).integers(0, FOLDS, len(registered)), strict=True))
    left = [[name for name in registered if fold[name] != part] for part in range(FOLDS)]
    return np.array([fold.get(name, -1) for name in means]), left


def without(printed: list[str], means: pl.Series, registered: list[str], places: Places) -> pl.DataFrame:
    """Links of names whose employer was taken out of the register, a part at a time: all of them are wrong."""
    found = []
    of_name, left = folds(means, registered)
    for part, names in enumerate(left):
        asking = pl.Series(printed).filter(pl.Series(of_name == part))
        answer = night(asking.to_list(), names, places)
        truth = means.filter(pl.Series(of_name == part))
        found.append(answer.with_columns(truth.alias("means")).filter(pl.col("found").is_not_null()))
    return pl.concat(found)


def measure(
    what: str, printed: list[str], means: pl.Series, registered: list[str], places: Places
) -> tuple[Figures, pl.DataFrame, pl.DataFrame]:
    """What became of the names, row by row and in figures, and what was linked where the right one is absent."""
    begun = time.perf_counter()
    table = judged(night(printed, registered, places), means)
    seconds = time.perf_counter() - begun
    absent = without(printed, means, registered, places)
    best = cdist(printed, registered, scorer=fuzz.ratio, workers=1, dtype=np.float32).argmax(axis=1)
    nearest = int((pl.Series(registered).gather(best) == means).sum())
    count = {name: int((table["verdict"] == name).sum()) for name in VERDICTS}
    return Figures(what, len(printed), **count, absent=len(absent), nearest=nearest, seconds=seconds), table, absent


VERDICTS = ("right", "wrong", "asked", "lost")


def halves(table: pl.DataFrame, absent: pl.DataFrame) -> pl.DataFrame:
    """The figures of each half of the names: half, names, right, wrong, asked, lost, absent."""
    half = pl.col("means").map_elements(lambda name: hashlib.sha256(name.encode()).digest()[0] % 2, pl.Int64)
    figures = table.drop_nulls("means").with_columns(half=half).group_by("half").agg(
        pl.len().alias("names"), *((pl.col("verdict") == verdict).sum().alias(verdict) for verdict in VERDICTS)
    )  # fmt: skip
    linked = absent.with_columns(half=half).group_by("half").agg(pl.len().alias("absent"))
    return figures.join(linked, on="half", how="left").with_columns(pl.col("absent").fill_null(0)).sort("half")


CURVE = ((-99.0, -99.0), (-6.0, -2.0), (-3.0, -1.0), (-1.5, -0.5), (0.0, 0.0), (1.5, 0.5), (3.0, 1.0), (99.0, 99.0))
"""By how many bits of rarity, and rare pairs of characters, a short name must be told apart more than now."""


def curve(given: tuple[list[str], pl.Series, list[str]], places: Places) -> pl.DataFrame:
    """What became of the names where the margins are other ones: rarity, lead, right, wrong, asked, lost, absent. In
    the last row margins are as they are, and a group that bears a firm's name is taken."""
    retrieved, rows = name_alone.retrieved, []
    for bits, pairs in CURVE:
        more = {"rarity": bits, "rarity_here": bits, "margin": pairs, "held": 0.0}
        name_alone.retrieved = lambda scored, mentions, more=more: {  # type: ignore[misc]
            name: column - more[name] for name, column in retrieved(scored, mentions).items()
        }
        line, _, _ = measure("curve", *given, places)
        rows.append((bits, pairs, line.right, line.wrong, line.asked, line.lost, line.absent))
    name_alone.retrieved = retrieved
    kept = name_alone.NOT_ALONE
    name_alone.NOT_ALONE = tuple(  # type: ignore[assignment]
        case for case in kept if case.name != "a group and a firm of its name"
    )
    line, _, _ = measure("groups taken", *given, places)
    rows.append((math.nan, math.nan, line.right, line.wrong, line.asked, line.lost, line.absent))
    name_alone.NOT_ALONE = kept
    return pl.DataFrame(rows, ["rarity", "lead", "right", "wrong", "asked", "lost", "absent"], orient="row")


def splink(printed: list[str], means: pl.Series, registered: list[str], places: Places) -> Iterator[str]:
    """What Splink makes of the names at several probabilities, where the right one is there and where it is not."""
    from benchmarks.against import splink_names

    begun = time.process_time()
    truth = pl.DataFrame({"printed": printed, "means": means})
    here = splink_names.nearest(printed, registered, places).join(truth, on="printed")
    seconds = time.process_time() - begun
    of_name, left = folds(means, registered)
    away = pl.concat(
        splink_names.nearest(pl.Series(printed).filter(pl.Series(of_name == part)).to_list(), names, places)
        for part, names in enumerate(left)
    )
    right = here["found"] == here["means"]
    yield f"nearest {int(right.sum())} right, in {seconds:.1f} CPU s"
    for least in splink_names.TAKEN:
        taken = here["probability"] >= least
        found = int((taken & right).sum()), int((taken & ~right).sum()), int((away["probability"] >= least).sum())
        yield "from {} on {} right, {} wrong, {} linked where the right one is absent".format(least, *found)


def listed(shared: Path) -> tuple[list[str], pl.Series, list[str]]:
    """Short names of listed companies, without the exchanges' marks, and their full names."""
    pairs = pl.read_csv(shared / LISTED, new_columns=["short", "full"]).drop_nulls()
    short = pl.col("short").str.normalize("NFKC")
    pairs = pairs.with_columns(short)
    is_short = pl.col("short").str.contains(r"^\p{Han}{3,}$") & (pl.col("short") != pl.col("full"))
    asked = pairs.filter(is_short & pl.col("short").is_unique())
    return asked["short"].to_list(), asked["full"], pairs["full"].unique(maintain_order=True).to_list()


def roster() -> tuple[list[str], pl.Series, list[str]]:
    """Our own roster names, what they mean, and a register with their rivals."""
    names = pl.read_csv(TESTS / "roster_names.csv")
    rivals = pl.read_csv(TESTS / "roster_rivals.csv")["registered"]
    registered = pl.concat([names["means"].drop_nulls().unique(maintain_order=True), rivals])
    return names["printed"].to_list(), names["means"], registered.to_list()


def main() -> None:
    """Print the table, and with --show what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="roster,listed")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--show", type=int, default=0, help="so many of each kind that is not right")
    parser.add_argument("--splink", action="store_true", help="Splink on the same names (slow)")
    parser.add_argument("--curve", action="store_true", help="what other margins would make of them")
    parser.add_argument("--halves", action="store_true", help="the names in two halves, one of them held out")
    answer = parser.parse_args()
    funing = regions.read("funing")
    places = {"roster": Places.of(funing.areas, funing.code), "listed": Places("", "", "", (), ())}
    for what in answer.only.split(","):
        if what == "listed" and not (answer.shared / LISTED).exists():
            print(f"listed: skipped: {answer.shared / LISTED} is absent (it comes with the shared folder)")
            continue
        given = listed(answer.shared) if what == "listed" else roster()
        line, table, absent = measure(what, *given, places[what])
        print(line)
        for words in splink(*given, places[what]) if answer.splink else ():
            print(f"  Splink: {words}")
        if answer.halves:
            print(halves(table, absent))
        if answer.curve:
            print(curve(given, places[what]))
        for verdict in ("wrong", "lost", "asked")[: 3 if answer.show else 0]:
            for row in table.filter(pl.col("verdict") == verdict).head(answer.show).iter_rows(named=True):
                print(f"  {verdict}: {row['printed']} means {row['means']}, found {row['found']}, asked {row['asked']}")
        for row in absent.head(answer.show).iter_rows(named=True):
            print(f"  absent: {row['printed']} means {row['means']}, found {row['found']}")


if __name__ == "__main__":
    main()
