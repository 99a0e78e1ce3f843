"""Learn the employers' weights from records whose employer is known by a valid credit code.

    python -m matchers.employer.train HOME matchers/weights/employer-1.toml --version 1

A record with a code is compared as if it had none with all employers that have one; which of them is its own is known.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from matchers.employer import records
from matchers.employer.model import MATCHER
from matchers.employer.records import Records
from matchers.engine import training
from matchers.engine.weights import Weights, counted

DOUBT = 0.02
"""No level is as sure, or as impossible, as one county shows it: its clerks err in other ways than another's."""
STRANGE = {
    "place": 0.05,
    "form": 0.1,
    "legal_person": 0.05,
    "address": 0.1,
    "phone": 0.1,
    "industry": 0.3,
    "opened": 0.5,
    "area": 0.3,
    "vacancy": 0.15,
    "staff": 0.3,
}
"""How often, in some county or other, a cell is no evidence of its employer, so that true pairs look like strangers:
an office that keeps its own industry codes, enrols firms years after their founding, writes the county's code for
every town, enrols one employer twice, or delivers wages of a few months. One county's labels cannot show it; no such
cell may then veto a link."""
RECORDS = 30_000
"""More records than this teach nothing new."""


def learn(known: Records, version: str, source: str) -> Weights:
    """m, u and the prior over all compared pairs of a coded record and a coded employer."""
    coded = known.employers["uscc"].is_not_null().to_numpy()
    mentions = known.mentions.filter(pl.Series(coded[known.mentions["employer"].to_numpy()]))
    mentions = mentions.with_columns(pl.struct("extract", "record_id").rank("dense").alias("record"))
    # The registry's own rows are what others are compared with.
    asking = mentions.filter(pl.col("extract") != "business")
    step = max(1, asking["record"].n_unique() // RECORDS)
    asking = asking.filter(pl.col("record") % step == 0)
    flat = training.unweighed(MATCHER, version, source)
    scored = MATCHER.score(flat, asking, mentions, least=-np.inf)
    others = asking["record"].gather(scored["left"]) != mentions["record"].gather(scored["right"])
    grouped = MATCHER.gather(flat, scored.filter(others), asking, mentions, ("record", "employer"))
    own = asking.select(pl.col("record").alias("left_group"), "employer").unique()
    truth = grouped.join(own, on="left_group", how="left", maintain_order="left")
    same = (truth["employer"] == truth["right_group"]).to_numpy()
    m, u, prior = counted({name: grouped[name].to_numpy() for name in MATCHER.sizes}, MATCHER.sizes, same)
    rarity = MATCHER.bits(flat, grouped, asking, mentions).filter(pl.Series(~same))
    u = {name: _of_rare(u[name], grouped.filter(pl.Series(~same))[name], rarity[name]) for name in u}
    m, u = _doubted(m), _doubted(u)
    return Weights(MATCHER.name, version, source, prior, _mixed(m, u), u)


def _of_rare(u: tuple[float, ...], level: pl.Series, bits: pl.Series) -> tuple[float, ...]:
    """How often strangers agree on a value that only two employers hold. Scoring takes a bit off for each doubling of
    the holders, so that a bookkeeper's phone and a house of 300 firms must not be counted against all others."""
    top = level == len(u) - 1
    agree = u[-1] * float((2.0 ** bits.filter(top)).mean() or 1.0)  # type: ignore[arg-type]
    rest = (1 - agree) / (1 - u[-1])
    return (*(share * rest for share in u[:-1]), agree)


def _doubted(shares: Mapping[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
    """Shares of which none is nearly 0 or 1."""
    return {
        name: tuple((1 - DOUBT) * share + DOUBT / len(levels) for share in levels) for name, levels in shares.items()
    }


def _mixed(m: Mapping[str, tuple[float, ...]], u: Mapping[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
    """`m` where some of the cells are as a stranger's."""
    doubt = {name: STRANGE.get(name, 0.0) for name in m}
    return {
        name: tuple((1 - doubt[name]) * own + doubt[name] * other for own, other in zip(m[name], u[name], strict=True))
        for name in m
    }


def main() -> None:
    """Read a home's evidence and write a weights file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="1")
    parser.add_argument("--source", default="coded records of a made-up county, python -m matchers.employer.train")
    arguments = parser.parse_args()
    known = records.from_home(arguments.home)
    learn(known, arguments.version, arguments.source).write(arguments.out)


if __name__ == "__main__":
    main()
