"""The command that learns a matcher's weights from the evidence of a home; nothing in the home is changed."""

import argparse
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from matchers.engine.comparison import Pairs
from matchers.engine.model import RANDOM_PAIRS, SEED, Matcher
from matchers.engine.weights import Weights, shares
from sql.warehouse import Warehouse, opened

ROUNDS = 200
TIDY = 0.05
"""A made-up county is tidier than any real one: of so many true pairs nothing is taken for granted."""


def learn(matcher: Matcher, version: str, source: str, scored: pl.DataFrame, strangers: Pairs, pairs: float) -> Weights:
    """Weights by EM in which strangers are what random pairs show (`strangers`), out of all `pairs` that there are.

    Where most compared pairs are true ones, as here, they would pass for the strangers if those were learned too.
    `prior` is log2 of the odds of any pair of all; `scored` holds a level per feature for each compared pair.
    """
    names = list(matcher.sizes)
    u = {name: shares(column, matcher.sizes[name]) for name, column in matcher.compare(strangers).items()}
    return settled(matcher, version, source, scored.group_by(names).len().sort(names), u, pairs)


def settled(
    matcher: Matcher, version: str, source: str, patterns: pl.DataFrame, u: dict[str, np.ndarray], pairs: float
) -> Weights:
    """m and the prior for known `u`, by EM over patterns of levels with their counts (`len`), in the order given."""
    counts = patterns["len"].to_numpy().astype(np.float64)
    levels = {name: patterns[name].to_numpy() for name in matcher.sizes}
    m = {name: np.append(np.full(size - 1, 0.2 / (size - 1)), 0.8) for name, size in matcher.sizes.items()}
    share = counts.sum() / 2 / pairs
    for _ in range(ROUNDS):
        odds = np.full(len(counts), np.log(share / (1 - share)))
        for name, told in levels.items():
            odds += np.concatenate([[0.0], np.log(m[name] / u[name])])[told + 1]
        true = counts / (1 + np.exp(-odds))
        share = float(true.sum() / pairs)
        m = {name: shares(told, matcher.sizes[name], true) for name, told in levels.items()}
    sides = [{name: tuple(side[name].tolist()) for name in matcher.sizes} for side in (m, u)]
    return Weights(matcher.name, version, source, float(np.log2(share / (1 - share))), *sides)


def random_pairs(left: pl.DataFrame, right: pl.DataFrame) -> Pairs:
    """Pairs drawn with the seed that every matcher uses."""
    rng = np.random.default_rng(SEED)
    return Pairs(*(side[rng.integers(0, len(side), RANDOM_PAIRS)] for side in (left, right)))


def cautious(learned: Weights) -> Weights:
    """The same weights for a county where people move, change telephones and clerks slip more often."""
    m = {name: tuple(share * (1 - TIDY) + TIDY / len(told) for share in told) for name, told in learned.m.items()}
    return replace(learned, m=m)


def run(learn: Callable[[Warehouse, str, str], Weights], description: str) -> None:
    """Open a copy of the home's last night, learn, and write the weights file."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="1")
    parser.add_argument("--source", default="EM on a made-up county of 1,000,000 (see the module's head)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder)
        shutil.copy(arguments.home / "published" / "yingbao.duckdb", build / "yingbao.duckdb")
        shutil.copy(arguments.home / "restricted" / "evidence.duckdb", build / "evidence.duckdb")
        with opened(build, date.min, {}, None, None) as warehouse:
            restore_views(warehouse)
            cautious(learn(warehouse, arguments.version, arguments.source)).write(arguments.out)


def restore_views(warehouse: Warehouse) -> None:
    """What a publication drops: the views of the building file on the evidence."""
    tables = warehouse.con.execute(
        "select table_schema, table_name from information_schema.tables where table_catalog = 'evidence'"
    ).fetchall()
    for schema, name in tables:
        warehouse.con.execute(f"create schema if not exists {schema}")
        warehouse.con.execute(f'create or replace view {schema}."{name}" as select * from evidence.{schema}."{name}"')
