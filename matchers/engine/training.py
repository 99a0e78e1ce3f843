"""The command that learns a matcher's weights from the evidence of a home; nothing in the home is changed."""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from matchers.engine.comparison import Pairs
from matchers.engine.model import Matcher
from matchers.engine.weights import Weights, shares
from sql.duck import DuckWarehouse, opened
from sql.warehouse import RESTRICTED, Warehouse

SEED = 1
RANDOM_PAIRS = 500_000
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
        for name, level in levels.items():
            odds += np.concatenate([[0.0], np.log(m[name] / u[name])])[level + 1]
        true = counts / (1 + np.exp(-odds))
        share = float(true.sum() / pairs)
        m = {name: shares(level, matcher.sizes[name], true) for name, level in levels.items()}
    sides = [{name: tuple(side[name].tolist()) for name in matcher.sizes} for side in (m, u)]
    return Weights(matcher.name, version, source, float(np.log2(share / (1 - share))), *sides)


def learned(
    patterns: Mapping[str, np.ndarray],
    counts: np.ndarray,
    sizes: Mapping[str, int],
    rounds: int = 200,
    enough: float = 1e-7,
) -> tuple[dict, dict, float]:
    """m, u and the prior by expectation maximisation over patterns of levels (one row each, seen `counts` times).

    It begins where a true pair mostly shows the highest level, so the two classes cannot change places; the order of
    the patterns is the order of the sums, so the answer is the same bytes whoever counts.
    """
    names = list(patterns)
    m = {name: _towards_the_top(sizes[name]) for name in names}
    strangers = {name: shares(patterns[name], sizes[name], counts) for name in names}
    everything = float(counts.sum())
    share = min(0.05, counts.sum() / everything / 2)
    for _ in range(rounds):
        odds = np.full(len(counts), np.log(share / (1 - share)))
        for name in names:
            odds += np.concatenate([[0.0], np.log(m[name] / strangers[name])])[patterns[name] + 1]
        true = counts / (1 + np.exp(-odds))
        new_share = float(np.clip(true.sum() / everything, 1e-15, 1 - 1e-9))
        for name in names:
            m[name] = shares(patterns[name], sizes[name], true)
            strangers[name] = shares(patterns[name], sizes[name], counts - true)
        moved, share = abs(new_share - share) / share, new_share
        if moved < enough:
            break
    prior = float(np.log2(share / (1 - share)))
    return {name: tuple(m[name].tolist()) for name in names}, {n: tuple(strangers[n].tolist()) for n in names}, prior


def _towards_the_top(size: int) -> np.ndarray:
    parts = 2.0 ** np.arange(size)
    parts[-1] *= 4
    answer: np.ndarray = parts / parts.sum()
    return answer


def unweighed(matcher: Matcher, version: str, source: str) -> Weights:
    """Weights that weigh nothing: with them pairs are only compared."""
    flat = {name: (1.0,) * size for name, size in matcher.sizes.items()}
    return Weights(matcher.name, version, source, 0.0, flat, flat)


def random_pairs(left: pl.DataFrame, right: pl.DataFrame) -> Pairs:
    """Pairs drawn with the seed that every matcher uses."""
    rng = np.random.default_rng(SEED)
    return Pairs(*(side[rng.integers(0, len(side), RANDOM_PAIRS)] for side in (left, right)))


def cautious(weights: Weights) -> Weights:
    """The same weights for a county where people move, change telephones and clerks slip more often."""
    m = {name: tuple(part * (1 - TIDY) + TIDY / len(parts) for part in parts) for name, parts in weights.m.items()}
    return replace(weights, m=m)


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


def restore_views(warehouse: DuckWarehouse) -> None:
    """What a publication drops: the views of the building file on the evidence. What is published, too, is as it is
    published."""
    tables = warehouse.con.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_catalog = 'evidence' and list_contains(?, table_schema)",
        [list(RESTRICTED)],
    ).fetchall()
    for schema, name in tables:
        warehouse.con.execute(f'create or replace view {schema}."{name}" as select * from evidence.{schema}."{name}"')
