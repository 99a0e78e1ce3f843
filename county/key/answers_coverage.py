"""The answer key of the lists that count: how many of those due an employer insures, and on what base."""

import numpy as np
import polars as pl

from county.key.standing import CHECK_DATA, MUST_JOIN
from county.key.view import Answers
from county.tables import BONUS, WAGE
from county.taxes import declared_incomes

POINTS = 0.10
"""So much below the region's mean a rate is low."""
LARGE = 50
"""So many wage earners are many."""
SHORT = 0.90
"""Bases below this share of the wages are underreported."""
MONTHS = 6
"""So many months of wages tell what a person earns."""


def staff(answers: Answers) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Recent wage earners: the employer, the person, whether due for 110, and whether declared by any employer."""
    pairs = np.unique(answers.earner_employer.astype(np.int64) * answers.size + answers.earner)
    employer, person = pairs // answers.size, pairs % answers.size
    due = ~answers.exempt_110[person]
    return employer, person, due, due & answers.declared_by_unit[person]


def low_coverage(answers: Answers, on_roster: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Employers that insure far fewer of those due than the region's mean: the large ones, and the subsidised ones.

    Of the subsidised also those that insure nobody; by the rate that the region asks for, where it asks for one.
    """
    employer, person, due, insured = staff(answers)

    def count(rows: np.ndarray) -> np.ndarray:
        return np.bincount(employer[rows], minlength=answers.employers)

    headcount, of_due, of_insured = count(np.ones(len(person), dtype=bool)), count(due), count(insured)
    mean = of_insured.sum() / max(1, of_due.sum())
    rate = np.where(of_due > 0, of_insured / np.maximum(of_due, 1), np.nan)
    low = answers.operating & (rate < mean - POINTS)
    asked = answers.rules.subsidy_minimum_rate or mean - POINTS
    subsidy = answers.facts["subsidy"].filter(pl.col("paid") > answers.clock.years_ago(1).item())
    paid = subsidy.group_by("eid").agg(pl.col("cents").sum()).filter(pl.col("cents") > 0)
    subsidised = answers.heard("subsidy", paid["eid"].to_numpy())
    return (
        np.where(low & answers.covered & (on_roster | (headcount >= LARGE)), MUST_JOIN, ""),
        np.where(answers.operating & (rate < asked) & subsidised, MUST_JOIN, ""),
    )


def underreported_bases(answers: Answers) -> np.ndarray:
    """Covered employers whose people's bases add up to less than nine tenths of what their wages ask for."""
    sums = (
        compared_bases(answers)
        .drop_nulls("due")
        .group_by("employer")
        .agg(pl.min_horizontal("base", "due").sum().alias("base"), pl.col("due").sum())
    )
    short = sums.filter(pl.col("base") / pl.col("due") < SHORT)["employer"].to_numpy()
    found = np.zeros(answers.employers, dtype=bool)
    # Nobody is judged before the bounds of the last month are known.
    found[short] = answers.clock.last // 12 in answers.rules.bases
    return np.where(found & answers.covered & answers.operating, CHECK_DATA, "")


def compared_bases(answers: Answers) -> pl.DataFrame:
    """person, employer, wage, base, due: what is declared for people, beside what their wages ask for.

    No `due` for a month of a year whose bounds the province has not published.
    """
    earned = _mean_wages(answers).join(_bases(answers), on=["person", "employer"])
    bounds = [(month, *answers.rules.bases.get(month // 12, (None, None))) for month in earned["latest"].unique()]
    known = pl.DataFrame(
        bounds, schema={"latest": earned.schema["latest"], "least": pl.Float64, "largest": pl.Float64}, orient="row"
    )
    due = pl.when(pl.col("least").is_not_null()).then(pl.col("wage").clip("least", "largest")).alias("due")
    return earned.join(known, on="latest", how="left").with_columns(pl.col("base").cast(pl.Float64), due)


def _mean_wages(answers: Answers) -> pl.DataFrame:
    """person, employer, wage: yuan a month over the months that count, of who has wages for six of them at least."""
    low, high = answers.clock.base_year
    view, wage = answers.view, answers.facts["wage"]
    frames = []
    for month in range(low, high + 1):
        rows, cents = declared_incomes(answers.rows("wage"), month)
        frames.append(wage[rows].select("pid", "eid", "kind").with_columns(pl.Series("cents", cents), month=month))
    incomes = pl.concat(frames).filter(pl.col("kind").is_in([WAGE, BONUS]))
    people = view.person["wage"][incomes["pid"].to_numpy()]
    payer = view.tax[incomes["eid"].to_numpy()]
    incomes = incomes.with_columns(
        pl.Series("person", people), pl.Series("employer", answers.employer_of(people, payer))
    )
    monthly = incomes.group_by("person", "employer", "kind", "month").agg(pl.col("cents").sum())
    salary = monthly.filter((pl.col("kind") == WAGE) & (pl.col("cents") > 0)).group_by("person", "employer")
    bonus = monthly.filter(pl.col("kind") == BONUS).group_by("person", "employer").agg(pl.col("cents").sum())
    means = salary.agg(pl.len().alias("months"), pl.col("cents").sum().alias("salary"))
    means = means.filter(pl.col("months") >= MONTHS).join(bonus, on=["person", "employer"], how="left")
    mean = (pl.col("salary") / pl.col("months") + pl.col("cents").fill_null(0) / 12) / 100
    return means.select("person", "employer", mean.alias("wage"))


def _bases(answers: Answers) -> pl.DataFrame:
    """person, employer, base: that of the latest recent month for which 110 is declared through this employer."""
    clock, view = answers.clock, answers.view
    spell = answers.facts["spell"].with_columns(pl.Series("until", answers.declared_until))
    spell = spell.filter(
        (pl.col("insurance") == 110)
        & (pl.col("uid") >= 0)
        & (pl.col("until") >= clock.recent)
        & (pl.col("m0") <= pl.min_horizontal("until", pl.lit(clock.last)))
    )
    return (
        spell.with_columns(
            pl.Series("person", view.person["hrss"][spell["pid"].to_numpy()]),
            pl.Series("employer", view.unit[spell["uid"].to_numpy()]),
            pl.min_horizontal("until", pl.lit(clock.last)).alias("latest"),
        )
        .sort("person", "employer", "latest", "base")
        .unique(["person", "employer"], keep="last", maintain_order=True)
        .select("person", "employer", "base", "latest")
    )
