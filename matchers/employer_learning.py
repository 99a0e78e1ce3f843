"""Learn the employers' weights from records whose employer valid credit codes already tell.

    python -m matchers.employer_learning HOME matchers/weights/employer-1.toml --version 1

A record with a code is compared as if it had none with all employers that have one; which of them is its own is known.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from matchers import employer_book
from matchers.employer import MATCHER
from matchers.employer_book import Book
from matchers.weights import Weights, counted

DOUBT = 0.02
RECORDS = 30_000
"""More records than this teach nothing new."""


def learn(book: Book, version: str, source: str) -> Weights:
    """m, u and the prior over all compared pairs of a coded record and a coded employer."""
    coded = book.employers["uscc"].is_not_null().to_numpy()
    faces = book.faces.filter(pl.Series(coded[book.faces["employer"].to_numpy()]))
    faces = faces.with_columns(pl.struct("extract", "record_id").rank("dense").alias("record"))
    # The registry's own rows are what others are compared with.
    asking = faces.filter(pl.col("extract") != "business")
    step = max(1, asking["record"].n_unique() // RECORDS)
    asking = asking.filter(pl.col("record") % step == 0)
    flat = Weights(
        MATCHER.name,
        version,
        source,
        0.0,
        {name: (1.0,) * size for name, size in MATCHER.sizes.items()},
        {name: (1.0,) * size for name, size in MATCHER.sizes.items()},
    )
    scored = MATCHER.score(flat, asking, faces, keep=-np.inf)
    others = asking["record"].gather(scored["left"]) != faces["record"].gather(scored["right"])
    grouped = MATCHER.gather(flat, scored.filter(others), asking, faces, ("record", "employer"))
    own = asking.select(pl.col("record").alias("left_group"), "employer").unique()
    truth = grouped.join(own, on="left_group", how="left", maintain_order="left")
    same = (truth["employer"] == truth["right_group"]).to_numpy()
    m, u, prior = counted({name: grouped[name].to_numpy() for name in MATCHER.sizes}, MATCHER.sizes, same)
    return Weights(MATCHER.name, version, source, prior, _doubted(m), _doubted(u))


def _doubted(shares: Mapping[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
    """Another county's clerks err in other ways: no level is as sure, or as impossible, as one county shows it."""
    return {
        name: tuple((1 - DOUBT) * share + DOUBT / len(levels) for share in levels) for name, levels in shares.items()
    }


def main() -> None:
    """Read a home's evidence and write a weights file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="1")
    parser.add_argument("--source", default="coded records of a made-up county, python -m matchers.employer_learning")
    arguments = parser.parse_args()
    book = employer_book.from_home(arguments.home)
    learn(book, arguments.version, arguments.source).write(arguments.out)


if __name__ == "__main__":
    main()
