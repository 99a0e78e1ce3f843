"""Probabilities that mean what they say: of pairs of which 0.7 is said, seven in ten are one.

Bits add up as if features were independent, and rules let wait what bits alone would take; so the same bits mean
another thing under another rule. Each reason that a rule tells has a line of its own through the log odds (Platt 1999):
intercept + slope × bits. The lines are fitted on made-up counties, whose clean world tells the truth (`benchmarks/
calibration.py`), and kept beside the weights. From ENOUGH answers of a home's own people on, the lines are moved by
what they found, separately for what was taken and what waited.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from base.strict import Strict, read_toml
from matchers.engine import judgements
from matchers.engine.decide import ACCEPTED, CONFIRMED, WAITING
from matchers.engine.judgements import NO, YES
from matchers.engine.weights import FOLDER
from sql.warehouse import Warehouse

RISK = 0.001
"""At most so many of what is taken by itself may be expected to be wrong."""
ENOUGH = 200
"""So many pairs that somebody judged with yes or no move a home's lines."""
TOO_UNSURE = "本可自动认定，但按历次核实，这一批里错认的可能超过千分之一，请核对"
SURE, CLIPPED = 1.0, 16.0
# How far a reason's line may lie from its verdict's, how steep a line is, and how far a home's may be moved: the
# standard deviations of priors, in bits, that a few pairs cannot outweigh.
_APART, _SLOPE, _STEEPNESS, _MOVED = 2.0, 0.3, 0.3, 2.0
# What rules have taken is told apart by them, not by its bits any more: its line is level.
_LEVEL = 1e-6
_ANY, _ROUNDS = 8.0, 50


@dataclass(frozen=True)
class Line(Strict):
    """log2 of the odds that a pair is one: intercept + slope × bits."""

    intercept: float
    slope: float


@dataclass(frozen=True)
class _File(Strict):
    """A calibration file: the lines of each verdict, and of each reason."""

    matcher: str
    source: str
    verdict: Mapping[str, Line]
    reason: Mapping[str, Line]


@dataclass(frozen=True)
class Calibration:
    """A matcher's lines. Without any, bits are taken at their word."""

    matcher: str
    source: str
    verdicts: Mapping[str, Line]
    reasons: Mapping[str, Line]
    moved: Mapping[str, float]
    """By verdict, how many bits a home's own answers add."""

    def odds(self, verdict: pl.Series, reason: pl.Series, score: pl.Series) -> np.ndarray:
        """log2 of the odds that each pair is one."""
        bits = np.clip(np.nan_to_num(score.to_numpy()), -50, 50)
        keyed = pl.DataFrame({"verdict": verdict, "reason": key(verdict, reason)})
        lines = pl.DataFrame(
            [(name, line.intercept, line.slope) for name, line in self.reasons.items()],
            {"reason": pl.String, "i": pl.Float64, "s": pl.Float64},
            orient="row",
        )
        others = pl.DataFrame(
            [(name, line.intercept, line.slope, self.moved.get(name, 0.0)) for name, line in self.verdicts.items()],
            {"verdict": pl.String, "vi": pl.Float64, "vs": pl.Float64, "moved": pl.Float64},
            orient="row",
        )
        found = keyed.join(lines, on="reason", how="left", maintain_order="left")
        found = found.join(others, on="verdict", how="left", maintain_order="left")
        intercept = found.select(pl.coalesce("i", "vi", pl.lit(0.0)) + pl.col("moved").fill_null(0.0)).to_series()
        slope = found.select(pl.coalesce("s", "vs", pl.lit(1.0))).to_series()
        answer: np.ndarray = np.clip(intercept.to_numpy() + slope.to_numpy() * bits, -CLIPPED, CLIPPED)
        return answer

    def probability(self, pairs: pl.DataFrame) -> pl.Series:
        """By pair of `verdict`, `reason` and `score` how likely it is one, to six places; 1 where a person said so."""
        odds = self.odds(pairs["verdict"], pairs["reason"], pairs["score"])
        likely = pl.Series("probability", (1 / (1 + 2.0**-odds)).round(6))
        confirmed = (pairs["reason"].str.starts_with(CONFIRMED)).fill_null(value=False)
        return pl.select(pl.when(confirmed).then(SURE).otherwise(likely).alias("probability")).to_series()

    def at_home(self, judged: pl.DataFrame) -> "Calibration":
        """The same lines, moved by a home's own answers: `asked`, `score`, `verdict` (yes, no) of judged pairs."""
        if not {"asked", "score"} <= set(judged.columns):
            return self
        clear = judged.filter(pl.col("verdict").is_in((YES, NO)) & pl.col("score").is_not_null())
        if len(clear) < ENOUGH:
            return self
        moved = {}
        for verdict in (ACCEPTED, WAITING):
            part = clear.filter(pl.col("asked") == verdict)
            unknown = pl.repeat("", len(part), dtype=pl.String, eager=True)
            odds = self.odds(part["asked"], unknown, part["score"])
            moved[verdict] = _shift(odds, (part["verdict"] == YES).to_numpy())
        return replace(self, moved=moved)

    def write(self, path: Path) -> None:
        """Write the file; the same lines give the same bytes."""
        lines = [f'matcher = "{self.matcher}"', f'source = "{self.source}"']
        for table, held in (("verdict", self.verdicts), ("reason", self.reasons)):
            for name, line in held.items():
                lines += ["", f'[{table}."{name}"]', f"intercept = {line.intercept:.4f}", f"slope = {line.slope:.4f}"]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def key(verdict: pl.Series, reason: pl.Series) -> pl.Series:
    """What a reason is known by: the verdict and its words, without brackets and what follows, which may be figures."""
    return pl.select(pl.concat_str(verdict, pl.lit("："), reason.str.replace("（.*$", "")).alias("reason")).to_series()


def tonight(warehouse: Warehouse, matcher: str) -> Calibration:
    """The lines that come with a matcher, moved by what people have answered here (`matches.verdict`)."""
    return shipped(matcher).at_home(judgements.standing(warehouse, matcher))


@lru_cache
def shipped(matcher: str) -> Calibration:
    """The lines that come with the weights; none where a matcher has no file."""
    path = FOLDER / f"{matcher}-1.calibration.toml"
    if not path.exists():
        return Calibration(matcher, "", {}, {}, {})
    file = read_toml(path, _File)
    return Calibration(file.matcher, file.source, file.verdict, file.reason, {})


def fit(matcher: str, source: str, pairs: pl.DataFrame) -> Calibration:
    """Lines through labelled pairs: `verdict`, `reason`, `score` and whether they are the `same`.

    A verdict's line goes through all of its pairs; a reason's is drawn to it, the more so the fewer pairs it has.
    """
    verdicts, reasons = {}, {}
    keyed = pairs.with_columns(key(pairs["verdict"], pairs["reason"]))
    for verdict in (ACCEPTED, WAITING):
        part = keyed.filter(pl.col("verdict") == verdict)
        is_taken = verdict == ACCEPTED
        steepness = _LEVEL if is_taken else _STEEPNESS
        line = _line(part, Line(0.0, 0.0 if is_taken else _SLOPE), (_ANY, steepness))
        verdicts[verdict] = line
        for (reason,), own in sorted(part.partition_by("reason", as_dict=True).items()):
            reasons[str(reason)] = _line(own, line, (_APART, steepness))
    return Calibration(matcher, source, verdicts, reasons, {})


def within_risk(decided: pl.DataFrame, calibration: Calibration) -> pl.DataFrame:
    """The same pairs, of which as many are taken as may be expected to hold no more than RISK wrong ones; the least
    likely of the others wait. What a person confirmed is taken."""
    if not calibration.verdicts:
        return decided
    likely = calibration.probability(decided)
    free = (decided["verdict"] == ACCEPTED) & (likely < SURE)
    wrong = (1 - likely.filter(free)).sort()
    if wrong.is_empty():
        return decided
    # the surest first: as long as the mean of all so far is within the risk
    mean = wrong.cum_sum() / pl.Series(np.arange(1, len(wrong) + 1))
    fits = wrong.filter(mean <= RISK)
    limit = float(fits[-1]) if len(fits) else -1.0
    held = free & (1 - likely > limit)
    return decided.with_columns(
        pl.when(held).then(pl.lit(WAITING)).otherwise("verdict").alias("verdict"),
        pl.when(held).then(pl.lit(TOO_UNSURE)).otherwise("reason").alias("reason"),
    )


def _line(pairs: pl.DataFrame, prior: Line, spread: tuple[float, float]) -> Line:
    """The line of greatest posterior (Newton): intercept and slope are normal about the prior's, so far apart."""
    bits = np.clip(pairs["score"].to_numpy(), -50, 50)
    same = pairs["same"].to_numpy().astype(np.float64)
    ones = np.stack([np.ones(len(bits)), bits], axis=1) * np.log(2)
    mean, precision = np.array([prior.intercept, prior.slope]), np.array(spread) ** -2.0
    here = mean.copy()
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(ones @ here, -60, 60)))
        slope = ones.T @ (same - likely) - precision * (here - mean)
        curve = (ones * (likely * (1 - likely))[:, None]).T @ ones + np.diag(precision)
        step = np.linalg.solve(curve, slope)
        here = here + step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
    return Line(round(float(here[0]), 4) + 0.0, round(float(here[1]), 4) + 0.0)


def _shift(odds: np.ndarray, same: np.ndarray) -> float:
    """By how many bits lines are moved to fit what was found; nothing found moves nothing."""
    here = 0.0
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp2(-np.clip(odds + here, -60, 60)))
        slope = np.log(2) * float((same - likely).sum()) - here / _MOVED**2
        curve = np.log(2) ** 2 * float((likely * (1 - likely)).sum()) + 1 / _MOVED**2
        here += float(np.clip(slope / curve, -2, 2))
    return round(here, 4)


def reliability(likely: np.ndarray, same: np.ndarray, bands: int = 10) -> Iterable[tuple[float, int, float, float]]:
    """By band of what was said: from where, how many pairs, what was said on average, and how many are one."""
    place = np.minimum((likely * bands).astype(int), bands - 1)
    for band in range(bands):
        inside = place == band
        if inside.any():
            yield band / bands, int(inside.sum()), float(likely[inside].mean()), float(same[inside].mean())
